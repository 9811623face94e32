// What is used of the WebAssembly JavaScript Interface. Node has it; the types of Node 20 leave it to those of
// browsers.

type BufferSource = ArrayBufferView | ArrayBuffer;

declare namespace WebAssembly {
  type ImportValue = ((...args: never[]) => unknown) | Memory | Table;
  type ModuleImports = Record<string, ImportValue>;
  type Imports = Record<string, ModuleImports>;
  type Exports = Record<string, unknown>;
  type ImportDescriptor = { readonly module: string; readonly name: string; readonly kind: string };

  class Module {
    constructor(bytes: BufferSource);
    static imports(module: Module): readonly ImportDescriptor[];
  }

  class Instance {
    constructor(module: Module, imports?: Imports);
    readonly exports: Exports;
  }

  class Memory {
    constructor(limits: { readonly initial: number; readonly maximum?: number });
    readonly buffer: ArrayBuffer;
    /** Pages there were before. */
    grow(pages: number): number;
  }

  class Table {
    constructor(limits: { readonly element: "anyfunc"; readonly initial: number; readonly maximum?: number });
    readonly length: number;
  }

  class RuntimeError extends Error {}

  /** What `throw` of a module throws. */
  class Exception extends Error {}

  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports?: Imports): Promise<Instance>;
}
