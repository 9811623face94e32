// Looks at a module before it runs, and refuses what Envoy refuses, in Envoy's words.
// Source: proxy-wasm-cpp-host src/wasm.cc `load`, `getFunctions`; src/v8/v8.cc `link`, `getModuleFunctionImpl`.
import { ALLOCATORS, CALLBACK_NAMES, exportType } from "./callback-types.ts";
import { LoadError } from "./errors.ts";
import { type AbiVersion, importTypes } from "./import-types.ts";
import { type FunctionType, type Outside, readOutside } from "./wasm-binary.ts";

/** A module that may be instantiated. */
export type Linked = {
  readonly module: WebAssembly.Module;
  readonly outside: Outside;
  readonly abi: AbiVersion;
  /** Name of the export that allocates. */
  readonly allocator: string;
};

const VERSIONS: ReadonlyMap<string, AbiVersion> = new Map([
  ["proxy_abi_version_0_1_0", "0.1.0"],
  ["proxy_abi_version_0_2_0", "0.2.0"],
  ["proxy_abi_version_0_2_1", "0.2.1"],
]);

/**
 * Reads and compiles it. `isAllowed` says which callbacks the capabilities leave: the others are not looked at.
 * Throws a `LoadError`.
 */
export function linkModule(bytes: Uint8Array, isAllowed: (name: string) => boolean): Linked {
  const outside = outsideOf(bytes);
  const abi = versionOf(outside);
  let module: WebAssembly.Module;
  try {
    module = new WebAssembly.Module(Buffer.from(bytes));
  } catch (cause) {
    throw new LoadError("Failed to load Wasm bytecode", { cause });
  }
  checkImports(outside, abi);
  checkMemory(outside);
  const allocator = checkExports(outside, abi, isAllowed);
  return { module, outside, abi, allocator };
}

function outsideOf(bytes: Uint8Array): Outside {
  try {
    return readOutside(bytes);
  } catch (cause) {
    throw new LoadError("Failed to parse corrupted Wasm module", { cause });
  }
}

function versionOf({ exports }: Outside): AbiVersion {
  const found = exports.find(({ name, kind }) => kind === "function" && VERSIONS.has(name));
  const version = found === undefined ? undefined : VERSIONS.get(found.name);
  if (version === undefined) throw new LoadError("Missing or unknown Proxy-Wasm ABI version");
  return version;
}

function checkImports({ imports }: Outside, abi: AbiVersion): void {
  const types = importTypes(abi);
  for (const { module, name, kind, type } of imports) {
    const full = `${module}.${name}`;
    if (kind === "memory" || kind === "table") continue;
    const known = kind === "function" ? types.get(full) : undefined;
    if (known === undefined || type === undefined)
      throw new LoadError(`Failed to load Wasm module due to a missing import: ${full}`);
    if (!isSame(known, type))
      throw new LoadError(
        `Failed to load Wasm module due to an import type mismatch: ${full}, want: ${typeText(type)}, ` +
          `but host exports: ${typeText(known)}`,
      );
  }
}

/** Envoy takes the one memory that it finds by kind, whatever its name. */
function checkMemory({ imports, exports }: Outside): void {
  const memories = [...imports, ...exports].filter(({ kind }) => kind === "memory");
  if (memories.length !== 1)
    throw new LoadError(`The module has ${memories.length} memories that the host can see: want one, exported`);
}

/** The name of the allocator. */
function checkExports({ exports }: Outside, abi: AbiVersion, isAllowed: (name: string) => boolean): string {
  const functions = new Map(exports.flatMap(({ name, type }) => (type === undefined ? [] : [[name, type] as const])));
  const starters = functions.has("_initialize") ? ["_initialize", "main", "__main_void"] : ["_start"];
  for (const name of [...starters, ...ALLOCATORS, ...CALLBACK_NAMES.filter(isAllowed)]) {
    // The second allocator is looked for only without the first.
    if (name === ALLOCATORS[1] && functions.has(ALLOCATORS[0])) continue;
    const [is, want] = [functions.get(name), exportType(name, abi)];
    if (is !== undefined && want !== undefined && !isSame(is, want))
      throw new LoadError(
        `Bad function signature for: ${name}, want: ${typeText(want)}, but the module exports: ${typeText(is)}`,
      );
  }
  const allocator = ALLOCATORS.find((name) => functions.has(name));
  if (allocator === undefined) throw new LoadError("Wasm module is missing malloc function.");
  return allocator;
}

function isSame(a: FunctionType, b: FunctionType): boolean {
  return typeText(a) === typeText(b);
}

function typeText({ parameters, results }: FunctionType): string {
  const text = (types: readonly string[]): string => (types.length === 0 ? "void" : types.join(" "));
  return `${text(parameters)} -> ${text(results)}`;
}
