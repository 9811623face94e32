// Listeners that Envoy reads from a file, and reads again whenever another file is moved into its place (LDS).
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "../../../scripts/envoy-config.ts";

const LISTENER = "type.googleapis.com/envoy.config.listener.v3.Listener";

export type ListenerFile = {
  /** Takes the listeners out of a bootstrap and names this file in their place. For `adapt` of `renderEnvoy`. */
  readonly adapt: (bootstrap: Json) => void;
  /** The same of a bootstrap as JSON text, whose listeners are in force from the start. */
  readonly take: (bootstrap: string) => string;
  /** The listeners of this bootstrap (JSON text, as rendered without `adapt`) are in force from now on. */
  readonly publish: (bootstrap: string) => void;
  readonly remove: () => void;
};

export function createListenerFile(): ListenerFile {
  const folder = mkdtempSync(join(tmpdir(), "oauth-flow-listeners-"));
  const file = join(folder, "listeners.json");
  let version = 0;

  function adapt(bootstrap: Json): void {
    delete bootstrap["static_resources"].listeners;
    const source = { path_config_source: { path: file, watched_directory: { path: folder } } };
    bootstrap["dynamic_resources"] = { lds_config: { ...source, resource_api_version: "V3" } };
  }

  function publish(bootstrap: string): void {
    version += 1;
    const { static_resources: content } = JSON.parse(bootstrap) as Json;
    const resources = content.listeners.map((listener: Json) => ({ "@type": LISTENER, ...listener }));
    writeFileSync(`${file}.new`, JSON.stringify({ version_info: String(version), resources }));
    // Envoy sees the file when it is moved into place.
    renameSync(`${file}.new`, file);
  }

  return {
    adapt,
    publish,
    take(bootstrap) {
      publish(bootstrap);
      const adapted = JSON.parse(bootstrap) as Json;
      adapt(adapted);
      return JSON.stringify(adapted);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
