import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from "yaml";

/** Something wrong with a configuration. `key` like `issuers[0].name`, empty for the file as a whole; places count from 1. */
export type Mistake = {
  readonly key: string;
  /** What was wanted, what came, and the remedy where it is not plain. */
  readonly message: string;
  readonly line: number;
  readonly column: number;
};

/** Keys and array places, from the root. */
export type KeyPath = readonly (string | number)[];

/** A file's content and where each part of it stands. */
export type Source = {
  readonly kind: "source";
  readonly value: unknown;
  mistake(path: KeyPath, message: string): Mistake;
  /** At the key itself, not at its value. */
  keyMistake(path: KeyPath, message: string): Mistake;
};

/** Brackets, or dashes on one line, inside each other; far more than any key needs, far less than the reader can bear. */
const DEEPEST = 64;

/** Expansions of aliases a file may need; more is an attack or an accident. */
const MOST_ALIASES = 100;

type NotYaml = { readonly kind: "mistakes"; readonly mistakes: readonly Mistake[] };

/** Total. An empty file is an empty mapping. Source: YAML 1.2.2, core schema; repeated keys are mistakes. */
export function parseYaml(text: string): Source | NotYaml {
  if (isTooDeep(text)) return notYaml(`want at most ${DEEPEST} levels of nesting, got more`);
  try {
    return readYaml(text);
  } catch (cause) {
    // What only shows when values are made: an alias to nowhere, or aliases that grow without end.
    return notYaml(cause instanceof Error ? cause.message : String(cause));
  }
}

/** Without the piece of the file that the reader repeats, which may be a part of a key: line and column say where it is. */
function cut(message: string): string {
  return message.replace(/(token in YAML stream): .*$/s, "$1");
}

function notYaml(why: string): NotYaml {
  return { kind: "mistakes", mistakes: [{ key: "", message: `not YAML: ${why}`, line: 1, column: 1 }] };
}

/** Rough, since brackets in text count too; the parser itself has no limit and dies at some ten thousand. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(depth + (bracket === "[" || bracket === "{" ? 1 : -1), 0);
    if (depth > DEEPEST) return true;
  }
  return new RegExp(`(?:[-?] +){${DEEPEST + 1}}`).test(text);
}

function readYaml(text: string): Source | NotYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // Warnings too: a tag that is not known would otherwise be passed over.
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const mistakes = faults.map(({ message, pos }) => ({
      key: "",
      message: `not YAML: ${cut(message)}`,
      ...at(pos[0]),
    }));
    return { kind: "mistakes", mistakes };
  }
  const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {};
  const mistake = (offset: number, path: KeyPath, message: string) => ({
    key: textOfPath(path),
    message,
    ...at(offset),
  });
  return {
    kind: "source",
    value,
    mistake: (path, message) => mistake(offsetOf(document, path), path, message),
    keyMistake: (path, message) => mistake(keyOffsetOf(document, path), path, message),
  };
}

/** One line for people: `FILE:LINE:COLUMN: KEY: MESSAGE`. */
export function mistakeAt(file: string, { key, message, line, column }: Mistake): string {
  return `${file}:${line}:${column}: ${key === "" ? "" : `${key}: `}${message}`;
}

export function textOfPath(path: KeyPath): string {
  return path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");
}

/** Where a value begins; of what is not there, where its nearest parent does. */
function offsetOf(document: Document, path: KeyPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = nodeAt(document, path.slice(0, length));
    if (node?.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyOffsetOf(document: Document, path: KeyPath): number {
  const parent = nodeAt(document, path.slice(0, -1));
  const key = isMap(parent) ? pairOf(parent, path.at(-1))?.key : undefined;
  return isNode(key) && key.range ? key.range[0] : offsetOf(document, path);
}

function nodeAt(document: Document, path: KeyPath): Node | undefined {
  let node: unknown = document.contents;
  for (const part of path) {
    if (isMap(node)) node = pairOf(node, part)?.value;
    else if (isSeq(node)) node = node.items[Number(part)];
    else return undefined;
  }
  return isNode(node) ? node : undefined;
}

/** A key as text, whatever it is in YAML: `404` and `true` are keys like others. */
function pairOf(map: YAMLMap, key: string | number | undefined): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}
