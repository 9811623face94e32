// Makes the words of record.proto available on both sides: enums for the filter, label values for the aggregator.
import { readFileSync } from "node:fs";
import protobuf from "protobufjs";
import { write } from "./write.ts";

const HEAD = "// Generated from proto/oauthflow/v1/record.proto by `npm run generate`. Do not edit.\n";

/** Writes filter/record/gen/words.ts and control-plane/model/gen/words.ts. */
export function generateWords(): void {
  const { root } = protobuf.parse(readFileSync("proto/oauthflow/v1/record.proto", "utf8"), { keepCase: true });
  const enums = root.lookup("oauthflow.v1");
  if (!(enums instanceof protobuf.Namespace)) throw new Error("record.proto: package oauthflow.v1 not found");
  let filter = HEAD;
  let model = HEAD;
  for (const item of enums.nestedArray) {
    if (!(item instanceof protobuf.Enum)) continue;
    const prefix = `${item.name.replace(/(?<!^)([A-Z])/g, "_$1").toUpperCase()}_`;
    const entries = Object.entries(item.values).map(([name, number]) => [name.slice(prefix.length), number] as const);
    // Not an enum: those are i32, and every one of these is a byte of a record.
    const constants = entries.map(([name, number]) => `  export const ${camel(name)}: u8 = ${number};\n`).join("");
    filter += `\nexport type ${item.name} = u8;\nexport namespace ${item.name} {\n${constants}}\n`;
    const constant = prefix.slice(0, -1);
    const labels = entries.map(([name, number]) => (number === 0 ? "" : label(item.name, name)));
    model += `\n/** Label value by wire number; [0] is "not set". */\nexport const ${constant}_LABELS = [\n${labels.map((text) => `  ${JSON.stringify(text)},\n`).join("")}] as const;\n`;
    model += `\n/** Wire number by word. */\nexport const ${item.name} = {\n${entries.map(([name, number]) => `  ${camel(name)}: ${number},\n`).join("")}} as const;\n`;
  }
  write("filter/record/gen/words.ts", filter);
  write("control-plane/model/gen/words.ts", model);
}

function label(enumName: string, name: string): string {
  return enumName === "Pkce" && name === "S256" ? name : name.toLowerCase();
}

/** UPPER_SNAKE to PascalCase; a name that would begin with a digit cannot occur in the proto. */
function camel(name: string): string {
  return name
    .split("_")
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join("");
}
