import { pino } from "pino";
import type { LogOutput } from "./output.ts";

/** Least severe first. */
export type Level = "trace" | "debug" | "info" | "warn" | "error";

export type Component = "main" | "ingest" | "keys" | "http";

/** Every field there is beside `time`, `level`, `component` and `msg`; no other is written. None ever holds a secret. */
export type LogFields = {
  /** Addresses the aggregator listens at, `HOST:PORT`. */
  readonly grpc?: string;
  readonly http?: string;
  readonly version?: string;
  /** Name of a signal. */
  readonly signal?: string;
  /** Why a stream ended: a word of a closed list. */
  readonly reason?: string;
  /** What was wanted and what came. */
  readonly what?: string;
  /** Envoy's node id, and the filter's version, as Hello said. */
  readonly node?: string;
  readonly build?: string;
  /** Of a worker: 8 random bytes, as hex, drawn by itself. */
  readonly epoch?: string;
  /** How long ago it was last heard, or wrote itself on its proxy's board, s. */
  readonly last_heard_s?: number;
  /** As last known: requests that it saw end, records that it numbered, exchanges that it dropped, exchanges under way. */
  readonly seen?: number;
  readonly emitted?: number;
  readonly dropped?: number;
  readonly in_flight?: number;
  /** Messages of this kind left out before. */
  readonly suppressed?: number;
  /** Ids of the keys in force; never the keys. */
  readonly keys?: string;
  /** Message and stack of an error. */
  readonly error?: string;
};

export type Log = {
  readonly [level in Level]: (component: Component, msg: string, fields?: LogFields) => void;
} & {
  /** Resolves when what is held is written: never, if nobody reads. For the end of the process. */
  readonly flush: () => Promise<void>;
};

export type LogSettings = { readonly level: Level; readonly format: "json" | "pretty" };

/** One line for each call, as JSON or for people. */
export function createLog({ level, format }: LogSettings, output: LogOutput): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  let leftOut = 0;
  const put = (line: string): void => {
    if (!output.write(format === "json" ? line : prettyOf(line))) leftOut += 1;
  };
  const logger = pino(options, { write: put });
  function tellOfLeftOut(): void {
    const suppressed = leftOut;
    leftOut = 0;
    logger.warn({ component: "main", msg: "lines were left out for a slow reader", suppressed });
    // It was left out itself.
    if (leftOut > 0) leftOut = suppressed;
  }
  const at =
    (name: Level) =>
    (component: Component, msg: string, fields: LogFields = {}): void => {
      if (leftOut > 0) tellOfLeftOut();
      logger[name]({ component, msg, ...fields });
    };
  const levels = { trace: at("trace"), debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  return { ...levels, flush: output.flush };
}

/** `12:34:56.789 info  ingest: message field=value …`, from a line of JSON that we have just written. */
function prettyOf(line: string): string {
  const { time, level, component, msg, ...fields } = JSON.parse(line) as Readonly<Record<string, string>>;
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return `${time?.slice(11, 23)} ${level?.padEnd(5)} ${component}: ${msg}${rest.join("")}\n`;
}
