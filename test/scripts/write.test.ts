import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { write } from "../../scripts/write.ts";

const folder = mkdtempSync(join(tmpdir(), "oauth-flow-write-"));
after(() => rmSync(folder, { recursive: true }));

test("a file is written with its folder, and nothing is left beside it", () => {
  write(join(folder, "new", "a.txt"), "one\n");
  assert.equal(readFileSync(join(folder, "new", "a.txt"), "utf8"), "one\n");
  assert.deepEqual(readdirSync(join(folder, "new")), ["a.txt"]);
});

test("a file that has the text already is not touched", () => {
  const path = join(folder, "same.txt");
  write(path, "one\n");
  const before = statSync(path, { bigint: true });
  write(path, "one\n");
  const { ino, mtimeNs } = statSync(path, { bigint: true });
  assert.deepEqual([ino, mtimeNs], [before.ino, before.mtimeNs]);
});

test("whoever has the file open goes on reading the old text, whole", () => {
  const path = join(folder, "open.txt");
  write(path, "the old text\n");
  const reader = openSync(path, "r");
  write(path, "new\n");
  assert.equal(readFileSync(reader, "utf8"), "the old text\n");
  closeSync(reader);
  assert.equal(readFileSync(path, "utf8"), "new\n");
});
