// Writes the docs that are made from the code: the metrics' reference, and the schema of the aggregator's configuration.
import { readFileSync } from "node:fs";
import protobuf from "protobufjs";
import { CONFIG_SCHEMA } from "../control-plane/config-schema.ts";
import { type Meanings, metricsPage } from "./metrics-page.ts";
import { write } from "./write.ts";

const LINE_WIDTH = 120;

/** Writes docs/metrics.md and docs/aggregator.schema.json. */
export function generateDocs(): void {
  for (const [path, text] of docs()) write(path, text);
}

/** What `generateDocs` writes, by path. */
export function docs(): ReadonlyMap<string, string> {
  const proto = readFileSync("proto/oauthflow/v1/record.proto", "utf8");
  return new Map([
    ["docs/metrics.md", metricsPage(meaningsOf(proto))],
    ["docs/aggregator.schema.json", jsonText(CONFIG_SCHEMA)],
  ]);
}

/** The comments of a proto file's enum values: by name of the enum, in the order of its values. */
export function meaningsOf(proto: string): Meanings {
  const { root } = protobuf.parse(proto, { keepCase: true, alternateCommentMode: true });
  const words = root.lookup("oauthflow.v1");
  if (!(words instanceof protobuf.Namespace)) throw new Error("record.proto: package oauthflow.v1 not found");
  const enums = words.nestedArray.filter((item) => item instanceof protobuf.Enum);
  return new Map(
    enums.map(({ name, values, comments }) => {
      return [name, Object.keys(values).map((value) => (comments[value] ?? "").replaceAll(/\s+/g, " "))];
    }),
  );
}

/** JSON as the formatter has it: a list of plain values is on one line where it fits. */
export function jsonText(value: unknown): string {
  const list = /^(.*)\[\n([^[\]{}]*?)\n *\](,?)$/gm;
  const text = JSON.stringify(value, null, 2).replaceAll(
    list,
    (whole, before: string, items: string, comma: string) => {
      const line = `${before}[${items.trim().replaceAll(/,\n */g, ", ")}]${comma}`;
      return line.length <= LINE_WIDTH ? line : whole;
    },
  );
  return `${text}\n`;
}
