// A filter for tests only, compiled from an entry of test/system/as/ as the one that ships is.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../../scripts/setup/command.ts";

const ENTRIES = "test/system/as";
/** The compiler adds the entries of the configuration that it finds to those it is given: here it finds none. */
const NO_CONFIG = `${ENTRIES}/none.json`;
const BUILD = "build/test";
const COMPILE_LIMIT_MS = 240_000;
const NOT_OURS = ["outFile", "textFile", "bindings"];

type Options = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * Path of `test/system/as/<name>.ts` as a module, with the release options of asconfig.json. Compiled once for each state
 * of the sources. Throws with the compiler's words.
 */
export async function specialBuild(name: string): Promise<string> {
  const path = join(BUILD, `${name}-${fingerprint(name)}.wasm`);
  if (existsSync(path)) return path;
  mkdirSync(BUILD, { recursive: true });
  const aside = join(BUILD, `.${name}-${process.pid}.wasm`);
  try {
    const compiler = ["node_modules/assemblyscript/bin/asc.js", `${ENTRIES}/${name}.ts`, "--config", NO_CONFIG];
    const asc = await run(process.execPath, [...compiler, ...releaseOptions(), "--outFile", aside], {
      limitMs: COMPILE_LIMIT_MS,
    });
    if (asc.status !== 0) throw new Error(`${ENTRIES}/${name}.ts does not compile:\n${asc.stderr}${asc.stdout}`);
    renameSync(aside, path);
    return path;
  } finally {
    rmSync(aside, { force: true });
  }
}

function releaseOptions(): readonly string[] {
  const { options, targets } = JSON.parse(readFileSync("asconfig.json", "utf8")) as {
    options: Options;
    targets: { release: Options };
  };
  const all = Object.entries({ ...options, ...targets.release }).filter(([key]) => !NOT_OURS.includes(key));
  return all.flatMap(([key, value]) => {
    if (value === false) return [];
    return value === true ? [`--${key}`] : [`--${key}`, Array.isArray(value) ? value.join(",") : String(value)];
  });
}

function fingerprint(name: string): string {
  const hash = createHash("sha256").update(readFileSync("asconfig.json"));
  hash.update(readFileSync("node_modules/assemblyscript/package.json"));
  hash.update(readFileSync(`${ENTRIES}/${name}.ts`));
  for (const file of readdirSync("filter", { recursive: true, encoding: "utf8" }).sort()) {
    if (file.endsWith(".ts")) hash.update(file).update(readFileSync(join("filter", file)));
  }
  return hash.digest("hex").slice(0, 16);
}
