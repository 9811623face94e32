// When the demo's server answers: a request that is still coming is waited for, one that broke off is not.
import assert from "node:assert/strict";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { Context } from "../../demo/authorization-server/middleware.ts";
import { answerWholeRequests } from "../../demo/authorization-server/whole-request.ts";

const LIMIT = { timeout: 10_000 };

/** Runs the layer around what `next` does, on a request of which half a body is there. */
function begun(next: (request: PassThrough) => Promise<void>): {
  readonly request: PassThrough;
  readonly said: string[];
} {
  const request = new PassThrough();
  request.write("grant_type=client_");
  const said: string[] = [];
  const ctx = { req: request } as unknown as Context;
  void Promise.resolve(answerWholeRequests(ctx, () => next(request))).then(
    () => said.push("answered"),
    (error: Error) => said.push(error.message),
  );
  return { request, said };
}

const done = async (): Promise<void> => undefined;
const failed = async (): Promise<void> => Promise.reject(new Error("failed"));

for (const [name, next, outcome] of [
  ["an answer", done, "answered"],
  ["a failure", failed, "failed"],
] as const) {
  test(`${name} waits until the request is whole`, LIMIT, async () => {
    const { request, said } = begun(next);
    await turn();
    assert.deepEqual(said, []);
    request.end("credentials");
    while (!request.closed) await turn();
    assert.deepEqual(said, [outcome]);
  });
}

test("a request that broke off is not waited for, before or after the answer was made", LIMIT, async () => {
  const after = begun(done);
  await turn();
  after.request.destroy();
  const before = begun(async (request) => {
    request.destroy();
    // Its close has been told by then, and is not told again.
    await once(request, "close");
  });
  while (!after.request.closed || !before.request.closed) await turn();
  await turn();
  await turn();
  assert.deepEqual([after.said, before.said], [["answered"], ["answered"]]);
});
