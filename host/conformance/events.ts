// What crosses the border between a host and a module, whoever the host is.

/**
 * One crossing. `vm` tells instances of the module apart, whatever the number is; `isMain` says that the instance lives on
 * the main thread. Arguments and results are as in the call, in decimal; a result of nothing is `void`.
 *
 * `callback`, `returned`: the host called an export, and got its result. `trapped`: it got none.
 * `call`, `answered`: the module called an import, and got its result.
 * `logged`: what the module says came into the host's log. `text` is its first line.
 *
 * Source of the words: proxy-wasm/spec, abi-versions/v0.2.1.
 */
export type BorderEvent = Where &
  (
    | { readonly kind: "callback"; readonly args: readonly string[] }
    | { readonly kind: "returned"; readonly result: string }
    | { readonly kind: "call"; readonly args: readonly string[] }
    | { readonly kind: "answered"; readonly result: string }
    | { readonly kind: "trapped" }
    | { readonly kind: "logged"; readonly text: string }
  );

export type Where = {
  readonly vm: number;
  readonly isMain: boolean;
  /** Of the export or import, without its module. Of a line: `log`. */
  readonly name: string;
};
