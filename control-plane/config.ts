import { readFileSync, statSync } from "node:fs";
import { checkMeaning } from "./config-checks.ts";
import { checkShape } from "./config-shape.ts";
import { mistakeAt, parseYaml, type Mistake } from "./config-source.ts";

/** The aggregator's configuration, complete: every default is filled in. */
export type Config = {
  readonly grpc: Listener;
  readonly http: Listener & { readonly allow: readonly string[] | undefined };
  readonly stateDir: string;
  readonly issuers: readonly IssuerConfig[];
  readonly log: { readonly level: LogLevel; readonly format: "json" | "pretty" };
};

export type Listener = {
  readonly listen: ListenAddress;
  readonly tls: TlsFiles | undefined;
};

/** `host` is an IP address or `localhost`; port 0 is any free one. */
export type ListenAddress = { readonly host: string; readonly port: number };

export type TlsFiles = { readonly cert: Buffer; readonly key: Buffer; readonly clientCa: Buffer | undefined };

export type IssuerConfig = {
  readonly name: string;
  /** The names with listed tenants filled in; empty when a placeholder has no list. */
  readonly filledNames: readonly string[];
  readonly dialect: string;
  readonly countingVantage: "auto" | "server" | "gateway" | "client";
};

export type LogLevel = "trace" | "debug" | "info" | "warn" | "error";

export type ConfigResult =
  | { readonly kind: "config"; readonly config: Config }
  | { readonly kind: "mistakes"; readonly mistakes: readonly Mistake[] };

/** A configuration that cannot be used; the message has one line for each mistake. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code: "CONFIG_INVALID" | "CONFIG_UNREADABLE";
  constructor(code: ConfigError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Bytes a configuration file may have. */
const LARGEST_FILE = 1_048_576;

/** The defaults: what runs without a file. */
export function defaultConfig(): Config {
  const result = parseConfig("");
  if (result.kind === "mistakes") throw new ConfigError("CONFIG_INVALID", "the defaults are not valid");
  return result.config;
}

/** Reads a file and what it names. Throws ConfigError: unreadable, or with all mistakes at once. */
export function readConfig(path: string): Config {
  const result = parseConfig(readText(path));
  if (result.kind === "config") return result.config;
  throw new ConfigError("CONFIG_INVALID", result.mistakes.map((mistake) => mistakeAt(path, mistake)).join("\n"));
}

/** Total: any text gives a configuration, or all its mistakes in order of place. Certificate files are read. */
export function parseConfig(text: string): ConfigResult {
  const source = parseYaml(text);
  if (source.kind === "mistakes") return source;
  const shape = checkShape(source);
  // What has the wrong shape is reported, and the rest is still looked at for its meaning.
  const meaning = checkMeaning(shape.value, source);
  const mistakes = [...shape.mistakes, ...meaning.mistakes].toSorted((a, b) => a.line - b.line || a.column - b.column);
  return mistakes.length === 0 ? { kind: "config", config: meaning.config } : { kind: "mistakes", mistakes };
}

function readText(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > LARGEST_FILE) throw new Error(`want at most ${LARGEST_FILE} bytes, got ${size}`);
    return readFileSync(path, "utf8");
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError("CONFIG_UNREADABLE", `${path}: cannot read the configuration: ${why}`, { cause });
  }
}
