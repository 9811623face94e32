import assert from "node:assert/strict";
import { dirname, join } from "node:path/posix";
import { test } from "node:test";
import { IMPORT_TABLE } from "./import-table.ts";
import { sourceFiles } from "./source-files.ts";

/** Static, bare and dynamic imports, and re-exports. */
const IMPORT = /\b(?:from|import)\s*\(?\s*"([^"]+)"/g;

type Import = { readonly path: string; readonly spec: string; readonly to: string };

const imports: readonly Import[] = sourceFiles()
  .filter(({ generated }) => !generated)
  .flatMap(({ path, text }) =>
    [...text.matchAll(IMPORT)].map(([, spec = ""]) => {
      const target = spec.startsWith(".") ? join(dirname(path), spec) : spec;
      return {
        path,
        spec,
        to: spec.startsWith(".") && !target.endsWith(".ts") && !target.endsWith(".js") ? `${target}.ts` : target,
      };
    }),
  );

test("imports point one way", () => {
  const wrong = imports.filter((each) => !isAllowed(each)).map(({ path, spec }) => `${path} imports ${spec}`);
  assert.deepEqual(wrong, []);
  // No vacuous green: raise the floor as the tree grows.
  assert.ok(imports.length > 60, `only ${imports.length} imports seen: does the pattern still match?`);
});

test("every file has a place in the import table", () => {
  const homeless = sourceFiles().filter(({ path }) => placeOf(path) === undefined);
  assert.deepEqual(
    homeless.map(({ path }) => path),
    [],
  );
});

test("every rule of the table is about files that there are, and names places that have a rule", () => {
  const used = new Set(sourceFiles().map(({ path }) => placeOf(path)));
  const idle = Object.keys(IMPORT_TABLE).filter((place) => !used.has(place));
  assert.deepEqual(idle, []);
  const named = Object.values(IMPORT_TABLE).flatMap(({ ours }) => ours);
  assert.deepEqual(
    named.filter((place) => IMPORT_TABLE[place] === undefined),
    [],
  );
});

test("wire types stop at the file beside them", () => {
  const generated = imports.filter(({ to }) => to.includes("/gen/") && !to.endsWith("/gen/words.ts"));
  const wrong = generated.filter(({ path, to }) => !path.startsWith("test/") && dirname(path) !== dirname(dirname(to)));
  assert.deepEqual(
    wrong.map(({ path, spec }) => `${path} imports ${spec}`),
    [],
  );
});

test("a forbidden import is found", () => {
  assert.equal(isAllowed({ path: "filter/oauth/x.ts", spec: "../host/env", to: "filter/host/env.ts" }), false);
  assert.equal(
    isAllowed({ path: "control-plane/aggregate/x.ts", spec: "../ingest/x.ts", to: "control-plane/ingest/x.ts" }),
    false,
  );
  assert.equal(isAllowed({ path: "control-plane/aggregate/x.ts", spec: "pino", to: "pino" }), false);
  assert.equal(
    isAllowed({ path: "control-plane/aggregate/x.ts", spec: "../model/x.ts", to: "control-plane/model/x.ts" }),
    true,
  );
});

function isAllowed({ path, spec, to }: Import): boolean {
  const from = placeOf(path);
  const rule = from === undefined ? undefined : IMPORT_TABLE[from];
  if (rule === undefined) return false;
  if (!spec.startsWith(".")) return isAllowedPackage(spec, rule.packages);
  const place = placeOf(to);
  return place !== undefined && (place === from || rule.ours.includes(place));
}

function isAllowedPackage(spec: string, packages: readonly string[]): boolean {
  if (packages.includes("*")) return true;
  if (spec.startsWith("node:")) return packages.includes("node:");
  return packages.some((name) => spec === name || spec.startsWith(`${name}/`));
}

/** The longest key of the table that the path is, is inside of, or begins with as a word. */
function placeOf(path: string): string | undefined {
  const keys = Object.keys(IMPORT_TABLE).filter(
    (key) => path.startsWith(key) && /^(?:$|[-./])/.test(path.slice(key.length)),
  );
  return keys.sort((a, b) => b.length - a.length)[0];
}
