// What the memory of a root has of keys: those in use, and no others.
import assert from "node:assert/strict";
import { test } from "node:test";
import { wasmOf } from "./support/wasm-of.ts";

type Exports = {
  readonly key: (keyClass: number, id: number, secret: number, previousId: number, previous: number) => void;
  readonly ring: () => number;
  readonly ringSize: () => number;
};

const NONE = 0;

test("a key that is not in use any more is not in memory any more", async () => {
  const { exports, put, read } = await wasmOf<Exports>("record-encoder");
  const ring = (): Buffer => read(exports.ring(), exports.ringSize());
  const secret = (byte: number): number => put(Buffer.alloc(32, byte));
  exports.key(1, 9, secret(9), NONE, NONE);
  const alone = ring();
  exports.key(1, 9, secret(9), 8, secret(8));
  assert.notDeepEqual(ring(), alone);
  exports.key(1, 9, secret(9), NONE, NONE);
  assert.deepEqual(ring(), alone);
});
