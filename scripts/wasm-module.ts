// Reads the outside of a WebAssembly module: what it imports, exports, starts with and holds. Not its code.
// Source: WebAssembly Core Specification, §5.5 "Modules" of the binary format.

const KINDS = ["func", "table", "memory", "global", "tag"] as const;
const VALUE_TYPES: Readonly<Record<number, string>> = {
  0x7f: "i32",
  0x7e: "i64",
  0x7d: "f32",
  0x7c: "f64",
  0x7b: "v128",
  0x70: "funcref",
  0x6f: "externref",
};

export type ExternKind = (typeof KINDS)[number];
/** `type` is that of a function, as `(i32,i64)->i32`; empty for the other kinds. */
export type WasmImport = {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternKind;
  readonly type: string;
};
export type WasmExport = { readonly name: string; readonly kind: ExternKind; readonly type: string };
/** Pages of 64 KiB; `max` undefined = no limit. */
export type Limits = { readonly min: number; readonly max: number | undefined };

export type WasmModule = {
  readonly imports: readonly WasmImport[];
  readonly exports: readonly WasmExport[];
  /** Memories that the module defines. */
  readonly memories: readonly Limits[];
  readonly hasStart: boolean;
  /** Ids of the sections, in order; 0 = custom. */
  readonly sections: readonly number[];
  /** Contents of the data segments. */
  readonly data: readonly Uint8Array[];
};

/** Reader of the format's integers and vectors over one span. */
type Cursor = { readonly bytes: Uint8Array; at: number };

/** Throws at bytes that are no module, or that use a type this reader does not know. */
export function readWasm(bytes: Uint8Array): WasmModule {
  if (Buffer.from(bytes.subarray(0, 8)).toString("hex") !== "0061736d01000000")
    throw new Error("not a WebAssembly module of version 1");
  const sections: number[] = [];
  const bodies = new Map<number, Uint8Array>();
  const cursor = { bytes, at: 8 };
  while (cursor.at < bytes.length) {
    const id = byte(cursor);
    const body = span(cursor);
    sections.push(id);
    if (id !== 0) bodies.set(id, body);
  }
  const vectorOf = <T>(id: number, item: (cursor: Cursor) => T): readonly T[] => {
    const body = bodies.get(id);
    return body === undefined ? [] : vector({ bytes: body, at: 0 }, item);
  };
  const types = vectorOf(1, functionType);
  const imports = vectorOf(2, (section) => importOf(section, types));
  const own = vectorOf(3, (section) => types[u32(section)] ?? "?");
  const functions = [...imports.filter(({ kind }) => kind === "func").map(({ type }) => type), ...own];
  return {
    imports,
    exports: vectorOf(7, (section) => exportOf(section, functions)),
    memories: vectorOf(5, limits),
    hasStart: bodies.has(8),
    sections,
    data: vectorOf(11, dataOf),
  };
}

function functionType(cursor: Cursor): string {
  const form = byte(cursor);
  if (form !== 0x60) throw new Error(`type of form 0x${form.toString(16)}: only functions (0x60) are known`);
  const types = (): string => vector(cursor, (each) => VALUE_TYPES[byte(each)] ?? "?").join(",");
  const parameters = types();
  const results = types();
  return `(${parameters})->${results === "" ? "()" : results}`;
}

function importOf(cursor: Cursor, types: readonly string[]): WasmImport {
  const module = text(cursor);
  const name = text(cursor);
  const kind = kindOf(cursor);
  if (kind === "func") return { module, name, kind, type: types[u32(cursor)] ?? "?" };
  if (kind === "memory") limits(cursor);
  else if (kind === "table") {
    byte(cursor);
    limits(cursor);
  } else cursor.at += 2;
  return { module, name, kind, type: "" };
}

function exportOf(cursor: Cursor, functions: readonly string[]): WasmExport {
  const name = text(cursor);
  const kind = kindOf(cursor);
  const index = u32(cursor);
  return { name, kind, type: kind === "func" ? (functions[index] ?? "?") : "" };
}

function dataOf(cursor: Cursor): Uint8Array {
  const mode = u32(cursor);
  if (mode === 2) u32(cursor);
  // An active segment begins with a constant expression: one instruction (i32.const n), then end.
  if (mode !== 1) {
    if (byte(cursor) !== 0x41) throw new Error("data segment whose offset is not i32.const");
    u32(cursor);
    byte(cursor);
  }
  return span(cursor);
}

function kindOf(cursor: Cursor): ExternKind {
  const kind = KINDS[byte(cursor)];
  if (kind === undefined) throw new Error("import or export of an unknown kind");
  return kind;
}

function limits(cursor: Cursor): Limits {
  const flags = byte(cursor);
  const min = u32(cursor);
  return { min, max: (flags & 1) === 1 ? u32(cursor) : undefined };
}

function vector<T>(cursor: Cursor, item: (cursor: Cursor) => T): readonly T[] {
  return Array.from({ length: u32(cursor) }, () => item(cursor));
}

function span(cursor: Cursor): Uint8Array {
  const size = u32(cursor);
  cursor.at += size;
  return cursor.bytes.subarray(cursor.at - size, cursor.at);
}

function text(cursor: Cursor): string {
  return Buffer.from(span(cursor)).toString();
}

function byte(cursor: Cursor): number {
  const value = cursor.bytes[cursor.at++];
  if (value === undefined) throw new Error("module cut short");
  return value;
}

/** LEB128; a signed constant is skipped with it as well, its value is not used. */
function u32(cursor: Cursor): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const part = byte(cursor);
    value += (part & 0x7f) * 2 ** shift;
    if (part < 0x80) return value;
  }
  throw new Error("number of more than five bytes");
}
