import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createLog } from "../../../control-plane/telemetry/log.ts";
import { createOutput } from "../../../control-plane/telemetry/output.ts";

const later = (retry: () => void): void => void setTimeout(retry, 1);

test("lines come out whole and in order, and all of them before a flush is done", async () => {
  const folder = mkdtempSync(join(tmpdir(), "oauth-flow-output-"));
  const file = openSync(join(folder, "log"), "w");
  const output = createOutput(file, later);
  const lines = Array.from({ length: 500 }, (_, index) => `line ${index}\n`);
  for (const line of lines) assert.equal(output.write(line), true);
  await output.flush();
  assert.equal(readFileSync(join(folder, "log"), "utf8"), lines.join(""));
  closeSync(file);
  rmSync(folder, { recursive: true });
});

test("a reader that does not read holds nobody up: lines are left out, and the log says how many", async () => {
  const { reading, writing, remove } = await pipe();
  const log = createLog({ level: "info", format: "json" }, createOutput(writing, later));
  const what = "x".repeat(10_000);
  for (let line = 0; line < 200; line += 1) log.info("main", "much", { what });
  const reader = spawn("cat", { stdio: [reading, "pipe", "inherit"] });
  let read = "";
  reader.stdout?.on("data", (chunk: Buffer) => (read += chunk.toString()));
  await log.flush();
  log.info("main", "afterwards");
  await log.flush();
  closeSync(writing);
  await once(reader, "close");
  closeSync(reading);
  const lines = read
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const leftOut = lines.reduce((sum, { suppressed = 0 }) => sum + suppressed, 0);
  assert.equal(lines.filter(({ msg }) => msg === "much").length + leftOut, 200);
  assert.ok(leftOut > 50, `${leftOut} left out`);
  assert.equal(lines.at(-1)?.msg, "afterwards");
  remove();
});

test("when the reader has gone, nothing more is written, and a flush does not wait", async () => {
  const { reading, writing, remove } = await pipe();
  closeSync(reading);
  const output = createOutput(writing, later);
  output.write("a\n");
  await output.flush();
  assert.equal(output.write("b\n"), false);
  closeSync(writing);
  remove();
});

/** Both ends, of which neither blocks. */
async function pipe(): Promise<{ readonly reading: number; readonly writing: number; readonly remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), "oauth-flow-output-"));
  const path = join(folder, "pipe");
  await once(spawn("mkfifo", [path]), "exit");
  const reading = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writing = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  return { reading, writing, remove: () => rmSync(folder, { recursive: true }) };
}
