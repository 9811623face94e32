// Who calls whom in the filter, read from the text of the debug build, which inlines nothing.

export type CallGraph = {
  /** Function by export name. */
  readonly exports: ReadonlyMap<string, string>;
  /** Calls by function, imports included. */
  readonly calls: ReadonlyMap<string, ReadonlySet<string>>;
  /** Functions with a call through a table, whose target cannot be told. */
  readonly indirect: readonly string[];
  /** Functions that grow the memory. */
  readonly growing: readonly string[];
};

/** A name in WebAssembly text, quoted when it has unusual characters. */
const NAME = String.raw`\$(?:"([^"]+)"|([^\s()]+))`;
const FUNCTION = new RegExp(String.raw`^ ?\(func ${NAME}`);
const CALL = new RegExp(String.raw`\((?:return_)?call ${NAME}`, "g");
const EXPORT = new RegExp(String.raw`^ ?\(export "([^"]+)" \(func ${NAME}\)\)`);

/** Reads `(module …)` as `asc --textFile` writes it. */
export function callGraph(wat: string): CallGraph {
  const exports = new Map<string, string>();
  const calls = new Map<string, Set<string>>();
  const indirect: string[] = [];
  const growing: string[] = [];
  let current = "";
  for (const line of wat.split("\n")) {
    const exported = EXPORT.exec(line);
    if (exported !== null) exports.set(exported[1] ?? "", exported[2] ?? exported[3] ?? "");
    const started = FUNCTION.exec(line);
    if (started !== null) calls.set((current = started[1] ?? started[2] ?? ""), new Set());
    for (const [, quoted, plain] of line.matchAll(CALL)) calls.get(current)?.add(quoted ?? plain ?? "");
    if (/\(call_indirect\b/.test(line)) indirect.push(current);
    if (/\(memory\.grow\b/.test(line)) growing.push(current);
  }
  return { exports, calls, indirect, growing };
}

/** Shortest path of calls from a function to one that `isTarget`; undefined when there is none. */
export function pathTo(
  graph: CallGraph,
  from: string,
  isTarget: (name: string) => boolean,
): readonly string[] | undefined {
  const queue: (readonly string[])[] = [[from]];
  const seen = new Set([from]);
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const last = path.at(-1) ?? "";
    if (isTarget(last)) return path;
    for (const next of graph.calls.get(last) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push([...path, next]);
    }
  }
  return undefined;
}
