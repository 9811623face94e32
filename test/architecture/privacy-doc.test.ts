// docs/privacy.md says of every value what it is and how long it stays: every one that there is, and no other.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import protobuf from "protobufjs";
import * as words from "../../control-plane/model/gen/words.ts";
import { LABEL_VALUES } from "../../control-plane/views/metrics/label-values.ts";

const page = readFileSync("docs/privacy.md", "utf8");
/** First cells of all rows that begin with a name in code. */
const named = [...page.matchAll(/^\| `([^`]+)` \| ./gm)].map(([, name = ""]) => name);

/** Names of the page that begin so; the rest of each. */
function below(prefix: string): readonly string[] {
  return named.filter((name) => name.startsWith(`${prefix}.`)).map((name) => name.slice(prefix.length + 1));
}

/** Same names, whatever their order; none twice. */
function assertSame(actual: readonly string[], wanted: readonly string[], what: string): void {
  assert.deepEqual([...actual].sort(), [...wanted].sort(), what);
  assert.ok(wanted.length > 1, `nothing to compare: ${what}`);
}

function messages(): readonly protobuf.Type[] {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => join("proto", target);
  root.loadSync(["oauthflow/v1/observation.proto", "oauthflow/v1/record.proto"], { keepCase: true });
  const types: protobuf.Type[] = [];
  const collect = (namespace: protobuf.NamespaceBase): void => {
    for (const each of namespace.nestedArray) {
      if (each instanceof protobuf.Type) types.push(each);
      if (each instanceof protobuf.Namespace) collect(each);
    }
  };
  collect(root);
  return types;
}

/** First cells of the table below a heading of docs/wire.md. */
function wireTable(heading: string, column: number): readonly string[] {
  const wire = readFileSync("docs/wire.md", "utf8");
  const [, section = ""] = wire.split(`\n## ${heading}\n`);
  const [table = ""] = section.split("\n## ");
  const rows = table.split("\n").filter((line) => /^\| [\w]/.test(line));
  return rows.map((line) => line.split("|")[column]?.trim() ?? "").filter((name) => name !== "field");
}

for (const type of messages()) {
  test(`the fields of ${type.name} are those in the tables`, () => {
    assert.deepEqual([...below(type.name)].sort(), type.fieldsArray.map(({ name }) => name).sort());
  });
}

test("the fields of tuples and rows are those in docs/wire.md", () => {
  assertSame(below("tuple"), wireTable("A tuple: what many records have in common", 2), "tuple");
  assertSame(below("row"), wireTable("A row: one exchange", 1), "row");
});

test("hashes and flags are those of record.proto", () => {
  assertSame(below("keys"), words.RECORD_KEY_LABELS.slice(1), "keys");
  assertSame(below("flags"), words.RECORD_FLAG_LABELS.slice(1), "flags");
});

test("statistics are those that the filter defines", () => {
  const source = readFileSync("filter/stats.ts", "utf8");
  const defined = [...source.matchAll(/asciiBytes\("oauth_flow\.([^"]+)"\)/g)].map(([, name = ""]) => name);
  assertSame(below("oauth_flow"), defined, "statistics");
});

test("labels are those of the metrics, and fields of the log are those that it has", () => {
  assertSame(below("label"), Object.keys(LABEL_VALUES), "labels");
  const [, type = ""] =
    /export type LogFields = \{(.*?)\n\};/s.exec(readFileSync("control-plane/telemetry/log.ts", "utf8")) ?? [];
  assertSame(
    below("log"),
    [...type.matchAll(/readonly (\w+)\?:/g)].map(([, name = ""]) => name),
    "log",
  );
});

test("every name in the tables belongs to something that leaves", () => {
  const kinds = [...messages().map(({ name }) => name), "tuple", "row", "keys", "flags", "oauth_flow", "label", "log"];
  const strange = named.filter((name) => !kinds.includes(name.split(".")[0] ?? ""));
  assert.deepEqual(strange, []);
});
