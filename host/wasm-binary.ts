// What a WebAssembly module imports and exports, with types: the engine's own API does not tell the types.
// Source: WebAssembly Core Specification, §5.5 "Modules" of the binary format.

/** Types of values, as Envoy prints them. */
const VALUE_TYPES: Readonly<Record<number, string>> = {
  0x7f: "i32",
  0x7e: "i64",
  0x7d: "f32",
  0x7c: "f64",
  0x70: "funcref",
  0x6f: "externref",
};
const KINDS = ["function", "table", "memory", "global", "tag"] as const;

/** What can be imported and exported. */
export type ExternKind = (typeof KINDS)[number];
/** Type of a function: its parameters and results, such as `["i32", "i64"]`. */
export type FunctionType = { readonly parameters: readonly string[]; readonly results: readonly string[] };
/** `type` is that of a function, undefined for the other kinds; `limits` those of a memory or table. */
export type Extern = {
  readonly name: string;
  readonly kind: ExternKind;
  readonly type: FunctionType | undefined;
  readonly limits: Limits | undefined;
};
/** With the module that it is imported from. */
export type Import = Extern & { readonly module: string };
/** Of a memory in pages of 64 KiB; `max` undefined = none. */
export type Limits = { readonly min: number; readonly max: number | undefined };
/** What a module shows of itself. */
export type Outside = {
  readonly imports: readonly Import[];
  readonly exports: readonly Extern[];
  readonly hasStart: boolean;
};

type Cursor = { readonly bytes: Uint8Array; at: number };

const SECTION = { custom: 0, type: 1, import: 2, function: 3, export: 7, start: 8 } as const;

/** Throws an Error with the place at bytes that are no module. */
export function readOutside(bytes: Uint8Array): Outside {
  if (Buffer.from(bytes.subarray(0, 8)).toString("hex") !== "0061736d01000000")
    throw new Error("not a WebAssembly module of version 1");
  const sections = new Map<number, Uint8Array>();
  const cursor = { bytes, at: 8 };
  while (cursor.at < bytes.length) {
    const id = byte(cursor);
    const body = span(cursor);
    if (id !== SECTION.custom) sections.set(id, body);
  }
  const vectorOf = <T>(id: number, item: (cursor: Cursor) => T): readonly T[] => {
    const body = sections.get(id);
    return body === undefined ? [] : vector({ bytes: body, at: 0 }, item);
  };
  const types = vectorOf(SECTION.type, functionType);
  const imports = vectorOf(SECTION.import, (section) => importOf(section, types));
  const own = vectorOf(SECTION.function, (section) => types[u32(section)]);
  const functions = [...imports.filter(({ kind }) => kind === "function").map(({ type }) => type), ...own];
  return {
    imports,
    exports: vectorOf(SECTION.export, (section) => exportOf(section, functions)),
    hasStart: sections.has(SECTION.start),
  };
}

function functionType(cursor: Cursor): FunctionType {
  const form = byte(cursor);
  if (form !== 0x60) throw new Error(`type of form 0x${form.toString(16)} at byte ${cursor.at}: want a function, 0x60`);
  const types = (): readonly string[] => vector(cursor, (each) => VALUE_TYPES[byte(each)] ?? "unknown");
  return { parameters: types(), results: types() };
}

function importOf(cursor: Cursor, types: readonly FunctionType[]): Import {
  const module = text(cursor);
  const name = text(cursor);
  const kind = kindOf(cursor);
  if (kind === "function") return { module, name, kind, type: types[u32(cursor)], limits: undefined };
  if (kind === "memory") return { module, name, kind, type: undefined, limits: limitsOf(cursor) };
  if (kind === "table") {
    byte(cursor);
    return { module, name, kind, type: undefined, limits: limitsOf(cursor) };
  }
  cursor.at += 2;
  return { module, name, kind, type: undefined, limits: undefined };
}

function exportOf(cursor: Cursor, functions: readonly (FunctionType | undefined)[]): Extern {
  const name = text(cursor);
  const kind = kindOf(cursor);
  const index = u32(cursor);
  return { name, kind, type: kind === "function" ? functions[index] : undefined, limits: undefined };
}

function limitsOf(cursor: Cursor): Limits {
  const flags = byte(cursor);
  const min = u32(cursor);
  return { min, max: (flags & 1) === 1 ? u32(cursor) : undefined };
}

function kindOf(cursor: Cursor): ExternKind {
  const kind = KINDS[byte(cursor)];
  if (kind === undefined) throw new Error(`import or export of an unknown kind at byte ${cursor.at}`);
  return kind;
}

function vector<T>(cursor: Cursor, item: (cursor: Cursor) => T): readonly T[] {
  const items: T[] = [];
  // One by one: a count that lies ends at the end of the bytes, before anything of its size is made.
  for (let left = u32(cursor); left > 0; left -= 1) items.push(item(cursor));
  return items;
}

function span(cursor: Cursor): Uint8Array {
  const size = u32(cursor);
  if (cursor.at + size > cursor.bytes.length) throw new Error(`module cut short at byte ${cursor.bytes.length}`);
  cursor.at += size;
  return cursor.bytes.subarray(cursor.at - size, cursor.at);
}

function text(cursor: Cursor): string {
  return Buffer.from(span(cursor)).toString();
}

function byte(cursor: Cursor): number {
  const value = cursor.bytes[cursor.at];
  if (value === undefined) throw new Error(`module cut short at byte ${cursor.at}`);
  cursor.at += 1;
  return value;
}

/** LEB128 of at most 32 bits. */
function u32(cursor: Cursor): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const part = byte(cursor);
    value += (part & 0x7f) * 2 ** shift;
    if (part < 0x80) return value;
  }
  throw new Error(`number of more than five bytes at byte ${cursor.at}`);
}
