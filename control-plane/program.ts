// What main.ts runs once it has taken charge of signals.
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ConfigError, defaultConfig, readConfig } from "./config.ts";
import { type Address, createPipeline, type Pipeline, StartError } from "./pipeline.ts";
import { createLog, type Log } from "./telemetry/log.ts";
import { createOutput } from "./telemetry/output.ts";

const USAGE = `usage: npm run aggregator -- [--config FILE]
       node --import tsx control-plane/main.ts aggregator [--config FILE]

  --config FILE   YAML; docs/aggregator.schema.json says what it may hold. Without it the defaults run:
                  filters connect to 127.0.0.1:9101, metrics are at http://127.0.0.1:9102/metrics
  --help          this text
  --version       the version

SIGTERM and SIGINT let the filters go in order, then exit 0; a second one ends at once.
`;

/** How long filters have for their last records after a signal, ms. */
const DRAIN_LIMIT_MS = 5_000;
/** How long the last lines of the log have, ms. */
const FLUSH_LIMIT_MS = 1_000;
/** When a log that nobody reads is tried again, ms. */
const RETRY_MS = 50;

const CLOCKS = { wallMs: () => Date.now(), steadyMs: () => performance.now() };

type Command =
  | { readonly kind: "aggregator"; readonly config: string | undefined }
  | { readonly kind: "print"; readonly text: string }
  | { readonly kind: "mistake"; readonly message: string };

/** Who gets the signals from now on: the process itself ends with none of them. */
export type OnSignal = (take: (signal: NodeJS.Signals) => void) => void;

/** Runs until its pipeline listens; what goes wrong later ends the process. */
export async function program(args: readonly string[], onSignal: OnSignal): Promise<void> {
  const command = commandOf(args);
  if (command.kind === "print") process.stdout.write(command.text);
  else if (command.kind === "mistake") refuse(`${command.message}\n\n${USAGE.trimEnd()}`);
  else await aggregator(command.config, onSignal);
}

function commandOf(args: readonly string[]): Command {
  try {
    const options = { config: { type: "string" }, help: { type: "boolean" }, version: { type: "boolean" } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help === true) return { kind: "print", text: USAGE };
    if (values.version === true) return { kind: "print", text: `${versionOf()}\n` };
    const [name, surplus] = positionals;
    if (name !== "aggregator")
      return { kind: "mistake", message: `want the command aggregator, got ${name ?? "none"}` };
    if (surplus !== undefined)
      return { kind: "mistake", message: `want nothing after aggregator but flags, got ${surplus}` };
    return { kind: "aggregator", config: values.config };
  } catch (cause) {
    return { kind: "mistake", message: cause instanceof Error ? cause.message : String(cause) };
  }
}

async function aggregator(file: string | undefined, onSignal: OnSignal): Promise<void> {
  try {
    const config = file === undefined ? defaultConfig() : readConfig(file);
    const log = createLog(
      config.log,
      createOutput(1, (retry) => setTimeout(retry, RETRY_MS)),
    );
    process.on("uncaughtException", (error) => void fail(log, error));
    const pipeline = createPipeline({ ...CLOCKS, config, build: buildOf(), log, random: randomBytes });
    onSignal(stopping(pipeline, log));
    const { grpc, http } = await pipeline.start();
    log.info("main", "listening", { grpc: textOf(grpc), http: textOf(http), version: versionOf() });
  } catch (cause) {
    if (cause instanceof ConfigError || cause instanceof StartError) return refuse(cause.message);
    throw cause;
  }
}

/** SIGHUP is told; any other signal stops the pipeline, and the second one ends the process at once. */
function stopping(pipeline: Pipeline, log: Log): (signal: NodeJS.Signals) => void {
  let isStopping = false;
  return (signal) => {
    if (signal === "SIGHUP")
      return log.warn("main", "reloading is not in this version; restart to take in a new configuration", { signal });
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info("main", "draining", { signal });
    const stopped = pipeline.stop(DRAIN_LIMIT_MS).then(() => log.info("main", "stopped"));
    stopped.then(
      () => exit(log, 0),
      (error: unknown) => fail(log, error),
    );
  };
}

/** A fault of ours: said, and then the end, since nobody knows what still holds. */
function fail(log: Log, error: unknown): Promise<void> {
  log.error("main", "ended by a fault", {
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return exit(log, 1);
}

/** A reader of the log that has stopped does not hold the end up. */
async function exit(log: Log, code: 0 | 1): Promise<void> {
  await Promise.race([log.flush(), new Promise((resolve) => setTimeout(resolve, FLUSH_LIMIT_MS))]);
  process.exit(code);
}

function refuse(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}

function buildOf(): { readonly version: string; readonly wasmSha256: string } {
  return { version: versionOf(), wasmSha256: wasmSha256Of() };
}

function versionOf(): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  return version;
}

/** Of the filter built with this aggregator; `unknown` where there is none. */
function wasmSha256Of(): string {
  try {
    const wasm = readFileSync(new URL("../build/filter.wasm", import.meta.url));
    return createHash("sha256").update(wasm).digest("hex");
  } catch {
    return "unknown";
  }
}

function textOf({ address, port }: Address): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
