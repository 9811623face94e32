import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { sourceFiles } from "./source-files.ts";

/** A file that needs more lines holds more than one thing. */
const LINE_LIMIT = 400;
const LINE_WISH = 250;
/** Folders of text beside the sources. */
const TEXTS = ["docs", "deploy", "proto", ".ci", "istio"];

const sources = sourceFiles().filter(({ generated }) => !generated);

test("no source file is over 400 lines", (context) => {
  const long = sources
    .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .sort((a, b) => b.lines - a.lines);
  for (const { path, lines } of long.filter((each) => each.lines > LINE_WISH))
    context.diagnostic(`${path}: ${lines} lines`);
  assert.deepEqual(
    long.filter(({ lines }) => lines > LINE_LIMIT),
    [],
  );
  assert.ok(sources.length > 40, `only ${sources.length} files seen`);
});

test("nothing says where it was written: no home folders, no private addresses of registries", () => {
  const files = [...sources, ...otherTexts()].filter(({ path }) => !path.startsWith("test/architecture/"));
  const wrong = files.filter(({ text }) =>
    /\/(?:home|Users)\/\w+\/|\/root\/(?!realms)|\/work\/|https?:\/\/[\w.]*(?:artifactory|nexus|registry\.internal)/.test(
      text,
    ),
  );
  assert.deepEqual(
    wrong.map(({ path }) => path),
    [],
  );
});

test("the lockfile names no registry host, so that everyone installs from their own", () => {
  assert.doesNotMatch(readFileSync("package-lock.json", "utf8"), /"resolved": "https?:/);
});

test("every link from one page to a file of this repository leads somewhere", () => {
  const pages = otherTexts().filter(({ path }) => path.endsWith(".md"));
  const links = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = ""]) => ({ path, link })),
  );
  const broken = links.filter(({ path, link }) => !existsSync(join(dirname(path), link)));
  assert.deepEqual(broken, []);
  assert.ok(links.length > 8, `only ${links.length} links seen`);
});

test("every command that a page names is a script of package.json", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  const commands = otherTexts().flatMap(({ path, text }) =>
    [...text.matchAll(/\bnpm (?:run (?:--silent )?)?(start|test(?::\w+)?|(?<=(?:run|silent) )[\w:]+)/g)].map(
      ([, name = ""]) => ({
        path,
        name,
      }),
    ),
  );
  assert.deepEqual(
    commands.filter(({ name }) => scripts[name] === undefined),
    [],
  );
  assert.ok(commands.length > 10, `only ${commands.length} commands seen`);
});

function otherTexts(): readonly { readonly path: string; readonly text: string }[] {
  const inside = TEXTS.filter(existsSync).flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: "utf8" }).map((entry) => join(root, entry)),
  );
  const top = readdirSync(".").filter((entry) => /\.(?:md|json|yaml)$/.test(entry));
  const texts = [...inside, ...top].filter((path) => statSync(path).isFile() && !path.endsWith(".binpb"));
  return texts.map((path) => ({ path, text: readFileSync(path, "utf8") }));
}
