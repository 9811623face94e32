// The filter of others that tests run: its SDK and compiler come from npm once, for each state of its sources.
import { buildForeignFilter, foreignFilterPath } from "../../host/examples/foreign/build.ts";
import { existsSync } from "node:fs";
import { progress, SetupError } from "./cache.ts";

/** Path of `gate.wasm`. Throws SetupError with one line when npm has no network, or its registry not these packages. */
export async function ensureForeignFilter(): Promise<string> {
  const path = foreignFilterPath();
  if (existsSync(path)) return path;
  progress("@solo-io/proxy-runtime and its compiler from npm (17 MB), for a filter of others");
  try {
    return await buildForeignFilter();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new SetupError(
      `host/examples/foreign: ${said.replaceAll(/\s+/g, " ").slice(0, 400)}; check the network and npm's registry`,
    );
  }
}
