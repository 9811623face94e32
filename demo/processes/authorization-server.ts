// The authorization server as a process: told what it is, asked what it holds.
import { fileURLToPath } from "node:url";
import type { Said, Settings } from "../authorization-server/settings.ts";
import { type Part, whenReady } from "./part.ts";
import type { Parts } from "./parts.ts";

const PROGRAM = fileURLToPath(new URL("../authorization-server/main.ts", import.meta.url));

export type AuthorizationServer = {
  readonly part: Part;
  readonly port: number;
  /** Resolves when it holds a request with this name. */
  readonly held: (name: string) => Promise<void>;
};

/** Resolves when it listens. Throws PartError, EndedError. */
export async function startAuthorizationServer(parts: Parts, settings: Settings): Promise<AuthorizationServer> {
  const part = parts.startNode("authorization server", [PROGRAM], true);
  const waiting = new Map<string, () => void>();
  let port: number | undefined;
  part.child.on("message", (said: Said) => {
    if (said.kind === "listening") port = said.port;
    else waiting.get(said.name)?.();
  });
  // One that ends first has its own words; without this, the loss of its channel would be ours.
  part.child.send(settings, () => undefined);
  return {
    part,
    port: await whenReady(part, async () => port),
    held: (name) =>
      new Promise((resolve) => {
        waiting.set(name, () => {
          waiting.delete(name);
          resolve();
        });
      }),
  };
}
