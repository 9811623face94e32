// Statistics that modules define. One set serves a whole process: equal names meet, whoever defines them.
// Source: Envoy source/extensions/common/wasm/context.cc, `defineMetric` and on; names get the prefix `wasmcustom.`.

/** Kinds of statistics. */
export type StatKind = "counter" | "gauge" | "histogram";

/** `value` of a histogram is the sum of what was recorded; `samples` their number, 0 for the others. */
export type Stat = {
  readonly kind: StatKind;
  /** With `wasmcustom.` before it. */
  readonly name: string;
  value: bigint;
  samples: number;
};

/** The statistics of a process. */
export type Stats = {
  /** Finds or makes one; `name` is without the prefix. Undefined when there is no room for another. */
  readonly define: (kind: StatKind, name: string) => Stat | undefined;
  /** Value by the name that the module gave, of the first kind that has it; undefined when nobody defined it. */
  readonly value: (name: string) => bigint | undefined;
  readonly all: () => readonly Stat[];
  /** Definitions that found no room. */
  readonly refused: () => number;
};

/** Before every name that a module gives. */
export const STAT_PREFIX = "wasmcustom.";
const MAX_STATS = 10_000;

/** None at first. */
export function createStats(): Stats {
  const stats = new Map<string, Stat>();
  let refused = 0;
  return {
    define(kind, name) {
      const key = `${kind} ${name}`;
      const known = stats.get(key);
      if (known !== undefined) return known;
      if (stats.size >= MAX_STATS) {
        refused += 1;
        return undefined;
      }
      const stat: Stat = { kind, name: STAT_PREFIX + name, value: 0n, samples: 0 };
      stats.set(key, stat);
      return stat;
    },
    value: (name) =>
      (["counter", "gauge", "histogram"] as const).map((kind) => stats.get(`${kind} ${name}`)).find(Boolean)?.value,
    all: () => [...stats.values()],
    refused: () => refused,
  };
}
