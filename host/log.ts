/** Levels of Envoy's loggers, from the loudest; `off` is above them all. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "critical", "off"] as const;
/** One of them. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One line of Envoy's logger `wasm`. */
export type LogLine = {
  readonly level: LogLevel;
  /** Who says it: `wasm log NAME ROOT_ID VM_ID` for the module, empty for the host. */
  readonly prefix: string;
  readonly text: string;
  /** Number of the thread; 0 = main. */
  readonly worker: number;
};

/** Lines that are kept. */
const MAX_LINES = 1_000;

/** The log of a process. `lines` are the first 1,000, `lost` counts those beyond them. */
export type Log = {
  readonly lines: LogLine[];
  readonly lost: () => number;
  /** Its number among LOG_LEVELS. */
  readonly level: number;
  readonly write: (line: LogLine) => void;
};

/** Writes what is at `level` or above; `sink` gets each line too. */
export function createLog(level: LogLevel, sink: ((line: LogLine) => void) | undefined): Log {
  const threshold = LOG_LEVELS.indexOf(level);
  const lines: LogLine[] = [];
  let lost = 0;
  return {
    lines,
    lost: () => lost,
    level: threshold,
    write(line) {
      if (LOG_LEVELS.indexOf(line.level) < threshold) return;
      if (lines.length < MAX_LINES) lines.push(line);
      else lost += 1;
      sink?.(line);
    },
  };
}
