// A small assembler for modules that misbehave on purpose. A module is its callbacks; each is a list of steps. Imports
// are found from the calls, with their types. Source: WebAssembly Core Specification, §5 "Binary Format".
import { importTypes } from "../../../host/import-types.ts";

/** Bytes of code; a call is by name, and gets its number when the module is whole. */
export type Code = readonly (number | { readonly call: string } | Code)[];
/** An argument: a constant, or code that leaves a value. */
export type Arg = number | bigint | Code;

export type ModuleParts = {
  /** Exports by name. `proxy_abi_version_0_2_1`, `malloc`, memory and `_initialize` are added unless they are here. */
  readonly functions: Readonly<Record<string, Code>>;
  /** Types that are not those of the ABI, `ww>w`; of functions and of imports. */
  readonly types?: Readonly<Record<string, string>>;
  /** Exports that are not added. */
  readonly without?: readonly string[];
  /** Function that runs as the start section. */
  readonly start?: string;
  /** Text at addresses. */
  readonly data?: readonly (readonly [number, string])[];
  readonly memoryName?: string;
};

/** Out parameters may point here: nothing else is there. */
export const OUT = 16;
const MAGIC = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0] as const;
const HEAP = 65_536;
const PAGES = 4;
const WASI = "wasi_snapshot_preview1";

const CALLBACK_TYPES: Readonly<Record<string, string>> = {
  proxy_on_context_create: "ww>",
  proxy_on_tick: "w>",
  proxy_on_log: "w>",
  proxy_on_delete: "w>",
  proxy_on_grpc_receive: "www>",
  proxy_on_grpc_close: "www>",
  proxy_on_grpc_receive_initial_metadata: "www>",
  proxy_on_grpc_receive_trailing_metadata: "www>",
  proxy_on_http_call_response: "wwwww>",
  proxy_on_queue_ready: "ww>",
  proxy_on_done: "w>w",
  proxy_on_vm_start: "ww>w",
  proxy_on_configure: "ww>w",
  proxy_on_request_trailers: "ww>w",
  proxy_on_response_trailers: "ww>w",
  proxy_on_request_metadata: "ww>w",
  proxy_on_response_metadata: "ww>w",
  malloc: "w>w",
  proxy_on_memory_allocate: "w>w",
  _initialize: ">",
  _start: ">",
  proxy_abi_version_0_1_0: ">",
  proxy_abi_version_0_2_0: ">",
  proxy_abi_version_0_2_1: ">",
};

/** A host call whose result stays: `env.proxy_…`, or the short name of a WASI function. */
export function call(name: string, ...args: readonly Arg[]): Code {
  const full = name.includes(".") ? name : name.startsWith("proxy_") ? `env.${name}` : `${WASI}.${name}`;
  return [...args.map(argument), { call: full }];
}

/** The same, and its result is thrown away. */
export function run(name: string, ...args: readonly Arg[]): Code {
  return [call(name, ...args), 0x1a];
}

export const i32 = (value: number): Code => [0x41, ...signed(BigInt(value | 0))];
export const local = (index: number): Code => [0x20, index];
/** The u32 at an address. */
export const load = (at: number): Code => [i32(at), 0x28, 2, 0];
/** Writes a u32 to an address. */
export const store = (at: number, value: Arg): Code => [i32(at), argument(value), 0x36, 2, 0];
export const unreachable: Code = [0x00];
/** Runs the steps when the condition is not 0. */
export const when = (condition: Code, steps: Code): Code => [condition, 0x04, 0x40, steps, 0x0b];
export const equals = (a: Arg, b: Arg): Code => [argument(a), argument(b), 0x46];
/** Adds pages to the memory. */
export const grow = (pages: number): Code => [i32(pages), 0x40, 0, 0x1a];
/** Calls itself for ever. */
export const forever: Code = [0x03, 0x40, 0x0c, 0, 0x0b];
export const recurse = (name: string): Code => [{ call: `self.${name}` }];
/** More than one value from one list of texts: `[address, size]` for the arguments of a call. */
export type Text = readonly [number, number];

/** Texts in memory, each once: `text("…")` gives its address and size, `data` goes into the module. */
export function createTexts() {
  const data: (readonly [number, string])[] = [];
  let next = 1_024;
  return {
    data,
    text: (value: string): Text => {
      const at = next;
      data.push([at, value]);
      next += Buffer.byteLength(value);
      return [at, Buffer.byteLength(value)];
    },
  };
}

/** The bytes of the module. */
export function assemble({
  functions,
  types = {},
  without = [],
  start,
  data = [],
  memoryName = "memory",
}: ModuleParts) {
  const all: Record<string, Code> = {
    proxy_abi_version_0_2_1: [],
    _initialize: [],
    // The heap is never given back.
    malloc: [[0x23, 0], [0x23, 0], local(0), 0x6a, 0x24, 0],
    ...functions,
  };
  for (const name of without) delete all[name];
  const names = Object.keys(all);
  const imports = [...new Set(names.flatMap((name) => callsOf(all[name] ?? [])))];
  const abi = importTypes(names.includes("proxy_abi_version_0_1_0") ? "0.1.0" : "0.2.1");
  const typeOf = (name: string): string => types[name] ?? importType(abi.get(name)) ?? CALLBACK_TYPES[name] ?? "www>w";
  const signatures = [...new Set([...imports, ...names].map(typeOf))];
  const indexOf = (each: string): number =>
    each.startsWith("self.") ? imports.length + names.indexOf(each.slice(5)) : imports.indexOf(each);
  const bodies = names.map((name) => {
    const code = [...flat(all[name] ?? [], indexOf), 0x0b];
    return sized([0, ...code]);
  });
  return Buffer.from([
    ...MAGIC,
    ...section(1, vector(signatures.map(signature))),
    ...section(
      2,
      vector(
        imports.map((each) => [
          ...name(each.split(".")[0]),
          ...name(each.split(".")[1]),
          0,
          ...u(signatures.indexOf(typeOf(each))),
        ]),
      ),
    ),
    ...section(3, vector(names.map((each) => u(signatures.indexOf(typeOf(each)))))),
    ...section(5, vector([[0, PAGES]])),
    ...section(6, vector([[0x7f, 1, ...flat(i32(HEAP), indexOf), 0x0b]])),
    ...section(
      7,
      vector([
        [...name(memoryName), 2, 0],
        ...names.map((each, index) => [...name(each), 0, ...u(imports.length + index)]),
      ]),
    ),
    ...(start === undefined ? [] : section(8, u(indexOf(`self.${start}`)))),
    ...section(10, vector(bodies)),
    ...section(
      11,
      vector(data.map(([at, text]) => [0, ...flat(i32(at), indexOf), 0x0b, ...sized([...Buffer.from(text)])])),
    ),
  ]);
}

function importType(type: { readonly parameters: readonly string[]; readonly results: readonly string[] } | undefined) {
  if (type === undefined) return undefined;
  const letters = (list: readonly string[]): string => list.map((each) => (each === "i64" ? "l" : "w")).join("");
  return `${letters(type.parameters)}>${letters(type.results)}`;
}

function argument(arg: Arg): Code {
  if (typeof arg === "number") return i32(arg);
  return typeof arg === "bigint" ? [0x42, ...signed(arg)] : arg;
}

function callsOf(code: Code): readonly string[] {
  return code.flatMap((each) => {
    if (typeof each === "number") return [];
    if ("call" in each) return each.call.startsWith("self.") ? [] : [each.call];
    return callsOf(each);
  });
}

function flat(code: Code, indexOf: (name: string) => number): readonly number[] {
  return code.flatMap((each) => {
    if (typeof each === "number") return [each];
    return "call" in each ? [0x10, ...u(indexOf(each.call))] : flat(each, indexOf);
  });
}

function signature(text: string): readonly number[] {
  const [parameters = "", results = ""] = text.split(">");
  const types = (letters: string): readonly number[] =>
    vector(letters.split("").map((letter) => [{ w: 0x7f, l: 0x7e, f: 0x7d, d: 0x7c }[letter] ?? 0x7f]));
  return [0x60, ...types(parameters), ...types(results)];
}

function section(id: number, body: readonly number[]): readonly number[] {
  return [id, ...sized(body)];
}

function sized(body: readonly number[]): readonly number[] {
  return [...u(body.length), ...body];
}

function vector(items: readonly (readonly number[])[]): readonly number[] {
  return [...u(items.length), ...items.flat()];
}

function name(text = ""): readonly number[] {
  return sized([...Buffer.from(text)]);
}

/** LEB128. */
function u(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...u(value >>> 7)];
}

function signed(value: bigint): readonly number[] {
  const low = Number(value & 0x7fn);
  const rest = value >> 7n;
  const isLast = (rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0);
  return isLast ? [low] : [low | 0x80, ...signed(rest)];
}
