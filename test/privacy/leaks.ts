// Filters that leak on purpose: the sources that ship with a few lines more, compiled aside. They show that the checker
// would see what it never does.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../scripts/setup/command.ts";

/** One leak: in `file`, what stands behind `behind` from then on, or in its place. */
export type Leak = {
  readonly file: string;
  readonly behind: string;
  readonly code: string;
  readonly replaces?: boolean;
  /** Put before the file's own imports. */
  readonly imports?: string;
  /** Put at the file's end. */
  readonly declares?: string;
};

const BUILD = "build/test";
const COMPILE_LIMIT_MS = 240_000;

/** A line for each piece of a request's body that is read, copied as it comes. */
export const BODY_IN_LOG: Leak = {
  file: "filter/observation.ts",
  imports: 'import { LogLevel } from "./host/abi";\nimport { log } from "./host/hostcalls";',
  behind: "exchangeRequestBody(exchange, valueAt, valueSize);",
  code: "log(LogLevel.Warn, valueAt, valueSize);",
};

/** The issuer of a token request is named by what its path says. */
export const PATH_AS_ISSUER: Leak = {
  file: "filter/verdict.ts",
  imports: 'import { issuerNameIndex } from "./record/issuer-names";',
  behind: "record.startedAt = open.startedAt;",
  code: "if (readRequestPath()) record.issuer = issuerNameIndex(valueAt, min<u32>(valueSize, 128));",
};

/** What names the proxy is a caller's user agent: in Hello, and in what the aggregator logs of the stream. */
export const HEADER_AS_NODE: Leak = {
  file: "filter/observation.ts",
  imports: 'import { IdentityPart, setIdentityPart } from "./stream/identity";',
  declares: 'const USER_AGENT: usize = asciiBytes("user-agent");',
  behind: "exchangeReset(exchange, root.bodyBytes);",
  code: `if (readHeader(HeaderMap.Request, USER_AGENT, 10)) setIdentityPart(root.parts.identity, IdentityPart.Node, valueAt, valueSize);
  readHeaders(HeaderMap.Request);`,
};

/** Codes leave as the beginning of their SHA-256, under no key. */
export const HASH_WITHOUT_KEY: Leak = {
  file: "filter/record/key-ring.ts",
  behind: "return keyedHash(key, CODE, 4, digest);",
  code: "return load<u64>(digest);",
  replaces: true,
};

/** A statistic of Envoy's for each cookie. */
export const COOKIE_AS_STATISTIC: Leak = {
  file: "filter/verdict.ts",
  imports: 'import { addToCounter, defineCounter } from "./host/hostcalls";',
  declares: 'const COOKIE: usize = asciiBytes("cookie");',
  behind: "root.parts.counters.seen += 1;",
  code: "if (readHeader(HeaderMap.Request, COOKIE, 6)) addToCounter(defineCounter(valueAt, valueSize), 1);",
};

/** Builds by name. */
export const LEAKY_BUILDS = {
  text: [BODY_IN_LOG, PATH_AS_ISSUER, HEADER_AS_NODE, COOKIE_AS_STATISTIC],
  hash: [HASH_WITHOUT_KEY],
} as const;

/**
 * Path of a filter with the leaks of this name; compiled once for each state of the sources. Throws when a source no longer has the
 * place of a leak: choose another there.
 */
export async function leakyFilter(name: keyof typeof LEAKY_BUILDS): Promise<string> {
  const leaks: readonly Leak[] = LEAKY_BUILDS[name];
  const file = `leak-${name}-${fingerprint(leaks)}.wasm`;
  const path = join(BUILD, file);
  if (existsSync(path)) return path;
  const aside = join(BUILD, `.${file}-${process.pid}`);
  mkdirSync(aside, { recursive: true });
  try {
    cpSync("filter", join(aside, "filter"), { recursive: true });
    cpSync("asconfig.json", join(aside, "asconfig.json"));
    for (const leak of leaks) plant(aside, leak);
    const asc = join(process.cwd(), "node_modules/assemblyscript/bin/asc.js");
    const built = await run(
      process.execPath,
      [asc, "--config", "asconfig.json", "--target", "release", "--outFile", "leak.wasm"],
      {
        cwd: aside,
        limitMs: COMPILE_LIMIT_MS,
      },
    );
    if (built.status !== 0) throw new Error(`the leaky filter does not compile:\n${built.stderr}${built.stdout}`);
    // Of this name as it was before; another process that has one open keeps it.
    const older = readdirSync(BUILD).filter((entry) => entry.startsWith(`leak-${name}-`));
    renameSync(join(aside, "leak.wasm"), path);
    for (const entry of older) if (entry !== file) rmSync(join(BUILD, entry), { force: true });
    return path;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function plant(folder: string, { file, behind, code, imports = "", declares = "", replaces = false }: Leak): void {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  if (!text.includes(behind)) {
    throw new Error(`${file} no longer has “${behind}”: plant the leak elsewhere (test/privacy/leaks.ts)`);
  }
  const leaking = text.replace(behind, () => (replaces ? code : `${behind}\n  ${code}`));
  writeFileSync(path, `${imports}\n${leaking}\n${declares}\n`);
}

function fingerprint(leaks: readonly Leak[]): string {
  const hash = createHash("sha256").update(JSON.stringify(leaks)).update(readFileSync("asconfig.json"));
  hash.update(readFileSync("package-lock.json"));
  for (const entry of readdirSync("filter", { recursive: true, encoding: "utf8" }).sort()) {
    if (entry.endsWith(".ts")) hash.update(entry).update(readFileSync(join("filter", entry)));
  }
  return hash.digest("hex").slice(0, 16);
}
