// Makes the messages of proto/ available to the aggregator: static code of protobufjs with its types, and descriptors
// for reflection. The same sources always give the same bytes.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import protobuf from "protobufjs";
import { run } from "./setup/command.ts";
import { write } from "./write.ts";

const SOURCE = "proto/oauthflow/v1/observation.proto";
const FOLDER = "control-plane/ingest/gen";
const HEAD = "// Generated from proto/oauthflow/v1/ by `npm run generate`. Do not edit.\n";
/** Numbers of 64 bits become `number`: all of ours stay below 2^53, and the decoder refuses others. */
const FLAGS = "--es6 --force-number --no-create --no-verify --no-convert --no-delimited --no-typeurl --no-service";

/** Writes observation.js, observation.d.ts and descriptors.ts. Throws with the tool's own words. */
export async function generateProto(): Promise<void> {
  const aside = await mkdtemp(join(tmpdir(), "oauth-flow-proto-"));
  try {
    const [code, types, descriptors] = await Promise.all([staticCode(aside), typesOf(aside), descriptorSet(aside)]);
    write(join(FOLDER, "observation.js"), HEAD + code);
    write(join(FOLDER, "observation.d.ts"), HEAD + types);
    write(join(FOLDER, "descriptors.ts"), HEAD + descriptors);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function staticCode(aside: string): Promise<string> {
  const file = join(aside, "observation.js");
  await pbjs(file, "--no-comments");
  return readFile(file, "utf8");
}

/** pbts reads the comments of the code, which the committed code does without. */
async function typesOf(aside: string): Promise<string> {
  const commented = join(aside, "commented.js");
  const file = join(aside, "observation.d.ts");
  await pbjs(commented);
  await tool("pbts", "--no-comments", "-o", file, commented);
  const types = await readFile(file, "utf8");
  // Nothing uses it, since every 64-bit number is a `number`.
  return types.replace('import Long = require("long");\n', "");
}

/** One FileDescriptorProto for each file, what it imports first, as buf compiles it, without comments. */
async function descriptorSet(aside: string): Promise<string> {
  const file = join(aside, "image.binpb");
  await tool("buf", "build", "--as-file-descriptor-set", "--exclude-source-info", "-o", file);
  const files = filesOf(await readFile(file));
  const lines = files.map((bytes) => `  ${JSON.stringify(Buffer.from(bytes).toString("base64"))},\n`);
  return `\n/** Serialised FileDescriptorProto of each file, base64. */\nexport const DESCRIPTORS = [\n${lines.join("")}] as const;\n`;
}

/** FileDescriptorSet has one field: `repeated FileDescriptorProto file = 1`. */
function filesOf(set: Uint8Array): readonly Uint8Array[] {
  const reader = protobuf.Reader.create(set);
  const files: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    if (reader.uint32() !== 0x0a) throw new Error("buf build: a FileDescriptorSet with more than files");
    files.push(reader.bytes());
  }
  return files;
}

function pbjs(out: string, ...flags: readonly string[]): Promise<void> {
  return tool(
    "pbjs",
    "-t",
    "static-module",
    "-w",
    "es6",
    ...FLAGS.split(" "),
    ...flags,
    "-p",
    "proto",
    "-o",
    out,
    SOURCE,
  );
}

async function tool(name: string, ...args: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await run(`node_modules/.bin/${name}`, args);
  if (status !== 0) throw new Error(`${name} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
}
