// AssemblyScript in Node: compiles an entry of test/filter/as/ as the filter is compiled, and gives an instance to call.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../../../scripts/setup/command.ts";

/** What an entry exports, as Node sees it: an i64 is a bigint, all else a number. */
export type Exports = Readonly<Record<string, (...args: readonly (number | bigint)[]) => number | bigint | void>>;

/** Host calls by name, of module `env` or `wasi_snapshot_preview1`. */
export type HostCalls = Readonly<Record<string, (...args: never[]) => number | bigint | void>>;

/** One instance, and the memory beside it in which a test puts what it passes by address. */
export type WasmInstance<E> = {
  readonly exports: E;
  /** Copies bytes (a string as UTF-8) into the memory; returns their address, a multiple of 8. */
  readonly put: (bytes: Uint8Array | string) => number;
  /** Copies bytes so that they end where the memory ends: reading on is a trap. Only the last of these stays. */
  readonly putLast: (bytes: Uint8Array | string) => number;
  /** Address of `size` zero bytes. */
  readonly room: (size: number) => number;
  /** A copy of what is in the memory. */
  readonly read: (at: number, size: number) => Buffer;
  /** Forgets all that was put, and its addresses. */
  readonly clear: () => void;
};

const ENTRIES = "test/filter/as";
/** The compiler adds the entries of the configuration that it finds to those it is given: here it finds none. */
const NO_CONFIG = `${ENTRIES}/none.json`;
const BUILD = "build/test";
const PAGE = 65536;
/** Pages for what tests put; half of them for `putLast`. Asked for beside those that the entry has. */
const PAGES = 32;
/** The whole filter takes some seconds. */
const COMPILE_LIMIT_MS = 240_000;
/** Options of asconfig.json that make no sense here: the entry starts by itself, and its abort is a host call. */
const LEFT_OUT = ["outFile", "textFile", "exportStart", "use", "bindings", "maximumMemory"];

type Options = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * A new instance of `test/filter/as/<name>.ts`. It is compiled with the release options of asconfig.json, once for each
 * state of the entry and of the files that it imports. Throws with the compiler's words when it does not compile.
 */
export async function wasmOf<E = Exports>(name: string, hostCalls: HostCalls = {}): Promise<WasmInstance<E>> {
  const module = await WebAssembly.compile(await compiled(name));
  const memories: WebAssembly.Memory[] = [];
  const abort = (message: number, file: number, line: number, column: number): never => {
    const [what, where] = [message, file].map((at) => textAt(memories[0], at));
    throw new Error(`${name} aborted: ${what} (${where}:${line}:${column})`);
  };
  const imports: WebAssembly.Imports = {};
  for (const { module: from, name: call, kind } of WebAssembly.Module.imports(module)) {
    if (kind !== "function") throw new Error(`${name} imports ${from}.${call}, which is no function`);
    const known = hostCalls[call] ?? (call === "abort" ? abort : undefined);
    (imports[from] ??= {})[call] = known ?? missing(name, `${from}.${call}`);
  }
  const { exports } = await WebAssembly.instantiate(module, imports);
  const memory = exports["memory"] as WebAssembly.Memory;
  memories.push(memory);
  return { exports: exports as E, ...memoryOf(memory) };
}

function memoryOf(memory: WebAssembly.Memory): Omit<WasmInstance<never>, "exports"> {
  const start = memory.grow(PAGES) * PAGE;
  const middle = start + (PAGES / 2) * PAGE;
  const end = start + PAGES * PAGE;
  let next = start;
  const write = (bytes: Buffer, at: number): number => {
    Buffer.from(memory.buffer).set(bytes, at);
    return at;
  };
  const room = (size: number): number => {
    if (next + size > middle) throw new Error(`no room for ${size} bytes: clear() the memory, or feed parts`);
    const at = next;
    next = (next + size + 7) & ~7;
    Buffer.from(memory.buffer).fill(0, at, at + size);
    return at;
  };
  return {
    room,
    put: (bytes) => write(Buffer.from(bytes as string), room(Buffer.from(bytes as string).length)),
    putLast: (bytes) => {
      const copy = Buffer.from(bytes as string);
      if (copy.length > end - middle) throw new Error(`no room for ${copy.length} bytes: feed parts`);
      return write(copy, end - copy.length);
    },
    read: (at, size) => Buffer.from(Buffer.from(memory.buffer).subarray(at, at + size)),
    clear: () => void (next = start),
  };
}

async function compiled(name: string): Promise<Buffer> {
  const entry = `${ENTRIES}/${name}.ts`;
  const options = optionsOf("asconfig.json");
  const key = fingerprint(entry, options);
  const path = join(BUILD, `${name}-${key}.wasm`);
  if (existsSync(path)) return readFileSync(path);
  mkdirSync(BUILD, { recursive: true });
  const aside = join(BUILD, `.${name}-${key}-${process.pid}.wasm`);
  try {
    const compiler = ["node_modules/assemblyscript/bin/asc.js", entry, "--config", NO_CONFIG];
    const asc = await run(process.execPath, [...compiler, ...options, "--outFile", aside], {
      limitMs: COMPILE_LIMIT_MS,
    });
    if (asc.status !== 0) throw new Error(`${entry} does not compile:\n${asc.stderr}${asc.stdout}`);
    const bytes = readFileSync(aside);
    // Another process may have done the same meanwhile: the file that it replaces has the same bytes.
    renameSync(aside, path);
    removeOlder(name, path);
    return bytes;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** The release options, as arguments. */
function optionsOf(config: string): readonly string[] {
  const { options, targets } = JSON.parse(readFileSync(config, "utf8")) as {
    options: Options;
    targets: { release: Options };
  };
  const all = Object.entries({ ...options, ...targets.release }).filter(([key]) => !LEFT_OUT.includes(key));
  return all.flatMap(([key, value]) => {
    if (value === false) return [];
    return value === true ? [`--${key}`] : [`--${key}`, Array.isArray(value) ? value.join(",") : String(value)];
  });
}

/** Of the options, the compiler, and the names and contents of all files that the entry reaches. */
function fingerprint(entry: string, options: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify(options));
  hash.update(readFileSync("node_modules/assemblyscript/package.json"));
  for (const [path, text] of [...reached(entry)].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(path).update(text);
  return hash.digest("hex").slice(0, 16);
}

function reached(entry: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const open = [entry];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (texts.has(path) || !existsSync(path)) continue;
    const text = readFileSync(path, "utf8");
    texts.set(path, text);
    for (const [, to = ""] of text.matchAll(/\b(?:from|import)\s+"(\.[^"]+)"/g)) {
      const target = join(dirname(path), to);
      open.push(`${target}.ts`, `${target}/index.ts`);
    }
  }
  return texts;
}

/** Modules of the same entry as it was before; another process that has one open keeps it. */
function removeOlder(name: string, kept: string): void {
  for (const file of readdirSync(BUILD)) {
    const isOther = file.startsWith(`${name}-`) && /^[0-9a-f]{16}\.wasm$/.test(file.slice(name.length + 1));
    if (isOther && join(BUILD, file) !== kept) rmSync(join(BUILD, file), { force: true });
  }
}

function missing(entry: string, call: string): () => never {
  return () => {
    throw new Error(`${entry} calls ${call}: give it to wasmOf, or keep filter/host out of the entry`);
  };
}

/** A string of AssemblyScript: UTF-16, its size in the four bytes before it. */
function textAt(memory: WebAssembly.Memory | undefined, at: number): string {
  if (memory === undefined || at === 0) return "";
  const size = new DataView(memory.buffer).getUint32(at - 4, true);
  return Buffer.from(memory.buffer, at, size).toString("utf16le");
}
