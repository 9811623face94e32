// The proxy as a program: `node --import tsx host/proxy/main.ts --config FILE [--admin-address-path FILE]`.
// Exit codes: 0 after a signal; 1 the module is refused; 2 usage, configuration, a busy port.
import { readFileSync, writeFileSync } from "node:fs";
import { LoadError } from "../errors.ts";
import type { LogLine } from "../log.ts";
import { configOf, type ProxyConfig } from "./config.ts";
import { type Proxy, startProxy } from "./proxy.ts";

const USAGE = `usage: node --import tsx host/proxy/main.ts --config FILE [--admin-address-path FILE]

  --config FILE              JSON; host/proxy/config.ts says its keys
  --admin-address-path FILE  where to write the address of the admin page`;

let proxy: Proxy | undefined;
let isEnding = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end());

process.exitCode = await main(process.argv.slice(2));
if (process.exitCode !== undefined && process.exitCode !== 0) process.exit();

/** 0 = it runs. */
async function main(args: readonly string[]): Promise<number> {
  const options = new Map<string, string>();
  for (let at = 0; at < args.length; at += 2) {
    const [flag = "", value] = args.slice(at, at + 2);
    if (flag === "--help") return say(USAGE, 2);
    if (flag !== "--config" && flag !== "--admin-address-path") return say(`${flag}: no such flag\n\n${USAGE}`, 2);
    if (value === undefined) return say(`${flag}: want a file\n\n${USAGE}`, 2);
    options.set(flag, value);
  }
  const file = options.get("--config");
  if (file === undefined) return say(`--config: want a file\n\n${USAGE}`, 2);
  const config = configFrom(file);
  if (config === undefined) return 2;
  try {
    proxy = await startProxy(config, { log: writeLine, quit: () => void end() });
  } catch (error) {
    return refused(error);
  }
  if (isEnding) await end();
  const path = options.get("--admin-address-path");
  if (path !== undefined) writeFileSync(path, proxy.adminAddress);
  return 0;
}

function configFrom(file: string): ProxyConfig | undefined {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    say(`${file}: want a JSON file, got ${(error as Error).message}`, 2);
    return undefined;
  }
  const result = configOf(json);
  if (result.kind === "config") return result.config;
  say(result.mistakes.map((mistake) => `${file}: ${mistake}`).join("\n"), 2);
  return undefined;
}

function refused(error: unknown): number {
  if (error instanceof LoadError) return say(error.message, 1);
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return say(`${message}: end what listens there, or take another port`, 2);
  if (code === "ENOENT" || code === "EACCES") return say(message, 2);
  throw error;
}

async function end(): Promise<void> {
  isEnding = true;
  if (proxy === undefined) return;
  await proxy.stop();
  process.exit(0);
}

function writeLine({ level, prefix, text, worker }: LogLine): void {
  console.error(`[${level}][wasm][${worker}] ${prefix}${prefix === "" ? "" : ": "}${text}`);
}

function say(text: string, status: number): number {
  console.error(text);
  return status;
}
