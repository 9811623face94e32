// An endpoint table of the filter, filled and asked in words.
import { type WasmInstance, wasmOf } from "../support/wasm-of.ts";

/** The label values of `endpoint`, by number from 1. */
export const ENDPOINTS =
  "authorization token par device_authorization ciba introspection revocation userinfo jwks discovery logout registration login interaction resource".split(
    " ",
  );

/** One issuer of a plugin configuration. */
export type IssuerConfig = {
  readonly name: string;
  readonly hosts?: readonly string[];
  readonly dialect?: string;
  readonly tenants?: Readonly<Record<string, readonly string[]>>;
  readonly endpoints?: Readonly<Record<string, readonly string[]>>;
};

/** What a request was found to be; `generic` says that it takes evidence. */
export type Target = { readonly issuer: string; readonly endpoint: string; readonly generic: boolean };

type Call = (...args: readonly number[]) => number;
type Names =
  | "tableAt tableSize maxPath normalPathAt hostAt issuer endpoint generic memorySize matchMany resolveMany"
  | "configuredHost endpointByName hostOf issuerNameAt issuerNameIndex issuerNameSize matchesPath normalPath"
  | "resolveHost resolveTarget tableAddHost tableAddIssuer tableAddPath tableAddTenant tableReset tableUseDialect"
  | "tableUseWellKnown";
type Words<S extends string> = S extends `${infer A} ${infer B}` ? A | Words<B> : S;
export type EndpointExports = Readonly<Record<Words<Names>, Call>>;

export type EndpointTable = {
  readonly wasm: WasmInstance<EndpointExports>;
  /** Address of the table. */
  readonly at: number;
  /** Empties the table and adds issuers; returns what was refused, as `index.key: value`. */
  readonly build: (issuers: readonly IssuerConfig[]) => readonly string[];
  /** Empties the table and adds the paths that hold without configuration. */
  readonly buildWellKnown: () => void;
  /** The normal form of a `:path`; undefined when it is no path. */
  readonly normal: (path: string | Uint8Array) => string | undefined;
  readonly matches: (path: string) => boolean;
  readonly resolve: (authority: string, path: string) => Target | undefined;
  /** The issuer by the host alone. */
  readonly resolveHost: (authority: string, path: string) => string | undefined;
};

/** A table in an instance of its own: issuer names are kept for as long as that lives. */
export async function createEndpointTable(index = 0): Promise<EndpointTable> {
  return endpointTableIn(await wasmOf<EndpointExports>("oauth-endpoints"), index);
}

/** Another table, 0 to 2, of an instance. */
export function endpointTableIn(wasm: WasmInstance<EndpointExports>, index: number): EndpointTable {
  const { exports } = wasm;
  const at = exports.tableAt(index);
  const put = (text: string | Uint8Array): [number, number] => [wasm.put(text), Buffer.from(text as string).length];
  const normalSize = (path: string | Uint8Array): number => exports.normalPath(...put(path));
  const issuerName = (): string =>
    wasm.read(exports.issuerNameAt(exports.issuer()), exports.issuerNameSize(exports.issuer())).toString();
  return {
    wasm,
    at,
    build: (issuers) => {
      exports.tableReset(at);
      const refused = issuers.flatMap((issuer, i) => addIssuer(exports, at, put, issuer).map((key) => `${i}.${key}`));
      wasm.clear();
      return refused;
    },
    buildWellKnown: () => {
      exports.tableReset(at);
      exports.tableUseWellKnown(at);
    },
    normal: (path) => {
      wasm.clear();
      const size = normalSize(path);
      return size === 0 ? undefined : wasm.read(exports.normalPathAt(), size).toString("latin1");
    },
    matches: (path) => {
      wasm.clear();
      return exports.matchesPath(at, normalSize(path)) !== 0;
    },
    resolve: (authority, path) => {
      wasm.clear();
      const found = exports.resolveTarget(at, ...put(authority), normalSize(path));
      if (found === 0) return undefined;
      const endpoint = ENDPOINTS[exports.endpoint() - 1] ?? "";
      return { issuer: issuerName(), endpoint, generic: exports.generic() !== 0 };
    },
    resolveHost: (authority, path) => {
      wasm.clear();
      return exports.resolveHost(at, ...put(authority), normalSize(path)) === 0 ? undefined : issuerName();
    },
  };
}

function addIssuer(
  exports: EndpointExports,
  at: number,
  put: (text: string) => [number, number],
  { name, hosts = [], dialect, tenants = {}, endpoints = {} }: IssuerConfig,
): readonly string[] {
  const issuer = exports.tableAddIssuer(at, ...put(name));
  if (issuer < 0) return [`name: ${name}`];
  const refused: string[] = [];
  const note = (taken: number, text: string): void => void (taken === 0 ? refused.push(text) : undefined);
  for (const host of hosts) note(exports.tableAddHost(at, issuer, ...put(host)), `host: ${host}`);
  if (dialect !== undefined) note(exports.tableUseDialect(at, issuer, ...put(dialect)), `dialect: ${dialect}`);
  for (const [placeholder, values] of Object.entries(tenants))
    for (const value of values)
      note(exports.tableAddTenant(at, issuer, ...put(placeholder), ...put(value)), `tenant: ${placeholder}=${value}`);
  for (const [endpoint, paths] of Object.entries(endpoints))
    for (const path of paths)
      note(
        exports.tableAddPath(at, issuer, exports.endpointByName(...put(endpoint)), ...put(path)),
        `${endpoint}: ${path}`,
      );
  return refused;
}
