import assert, { AssertionError } from "node:assert/strict";
import { test } from "node:test";
import { settled } from "./support/books.ts";
import { assertDurations } from "./support/durations.ts";
import { createFailureLines } from "./support/failure-lines.ts";
import { startLoad } from "./support/load.ts";
import { matching, sampleOf, samplesOf, sumOf } from "./support/metrics.ts";
import { start } from "./support/processes.ts";
import { until } from "./support/until.ts";
import { json, startUpstream } from "./support/upstream.ts";
import { send } from "./support/send.ts";

const PAGE = `# HELP a_total Some.
# TYPE a_total counter
a_total{x="1",y="a\\"b\\nc\\\\d"} 3
a_total{x="2"} 4 1700000000
b +Inf
c_bucket{le="0.5"} 2 # {trace="t"} 0.3
# EOF
`;

test("a page is read with its escapes, time stamps and exemplars", () => {
  const samples = samplesOf(PAGE);
  assert.deepEqual(
    samples.map(({ value }) => value),
    [3, 4, Infinity, 2],
  );
  assert.equal(samples[0]?.labels["y"], 'a"b\nc\\d');
  assert.equal(sumOf(samples, "a_total"), 7);
  assert.equal(sampleOf(samples, "a_total", { x: "2" }), 4);
  assert.equal(sampleOf(samples, "a_total", { x: "3" }), undefined);
  assert.equal(matching(samples, "c_bucket", { le: "0.5" }).length, 1);
  assert.throws(() => sampleOf(samples, "a_total"), /2 samples match/);
  assert.throws(() => samplesOf("what is this"), /not a sample/);
});

test("waiting ends with the reason of the last try", async () => {
  const never = until("the moon is blue", () => Promise.reject(new Error("still grey")), 50);
  await assert.rejects(never, { message: "not within 0.05 s: the moon is blue: still grey" });
});

test("an assertion that fails inside a wait ends it at once, though it would hold later", async () => {
  let looks = 0;
  const look = (): boolean => {
    looks += 1;
    assert.equal(looks, 2);
    return true;
  };
  await assert.rejects(until("two", look), AssertionError);
  assert.equal(looks, 1);
});

test("books that do not close on one page on the way are not settled, whatever the next page says", async () => {
  const pageOf = (emitted: number, inFlight: number) =>
    samplesOf(
      `oauth_telemetry_records_emitted_total ${emitted}
oauth_telemetry_records_received_total 2
oauth_telemetry_records_aggregated_total 2
oauth_telemetry_records_duplicate_total 0
oauth_telemetry_records_resent_total 0
oauth_telemetry_records_lost_total 0
oauth_telemetry_records_in_flight ${inFlight}
oauth_exchange_total{vantage="server"} 2`,
    );
  const played = (...pages: (readonly [emitted: number, inFlight: number])[]) => ({
    metrics: () => Promise.resolve(pageOf(...(pages.length > 1 ? pages.shift()! : pages[0]!))),
  });
  assert.equal((await settled(played([3, 1], [2, 0]), () => true)).emitted, 2);
  await assert.rejects(
    settled(played([3, 0], [2, 0]), () => true),
    AssertionError,
  );
});

test("what an act adds to a histogram agrees with itself, or is named", () => {
  const page = (fast: number, all: number, count: number, sum: number) =>
    samplesOf(
      `oauth_a_seconds_bucket{x="1",le="0.2"} ${fast}
oauth_a_seconds_bucket{x="1",le="+Inf"} ${all}
oauth_a_seconds_count{x="1"} ${count}
oauth_a_seconds_sum{x="1"} ${sum}`,
    );
  const before = page(1, 2, 2, 1);
  assertDurations(before, page(1, 4, 4, 2));
  assertDurations(before, page(1, 4, 4, 2), [0.2, Infinity]);
  const named = /oauth_a_seconds 1: /;
  assert.throws(() => assertDurations(before, page(1, 4, 3, 2)), named);
  assert.throws(() => assertDurations(before, page(3, 4, 4, 2)), named);
  assert.throws(() => assertDurations(before, page(3, 3, 3, 1.1)), named);
  assert.throws(() => assertDurations(before, page(1, 4, 4, 1.1)), named);
  assert.throws(() => assertDurations(before, page(2, 4, 4, 2), [0.2, Infinity]), named);
});

test("lines that tell of a failure are kept, though cut in pieces and with more after them than is kept of the rest", async () => {
  const said = `console.log("[1][error][wasm] Function: proxy_on_log failed"); console.log("all is well\\n".repeat(20000))`;
  const program = start(process.execPath, ["-e", said], { name: "sample" });
  assert.deepEqual(await program.exited, { code: 0, signal: null });
  assert.doesNotMatch(program.output(), /failed/);
  assert.deepEqual(program.failures(), ["[1][error][wasm] Function: proxy_on_log failed"]);
  const failures = createFailureLines();
  for (const piece of [
    "[1][war",
    "ning] no\n[2][crit",
    "ical] yes",
    "\n",
    "[3][error] yes\n".repeat(101),
    "[4][error] last",
  ])
    failures.take(piece);
  const lines = failures.lines();
  assert.deepEqual(
    [lines[0], lines.length, ...lines.slice(-3)],
    ["[2][critical] yes", 102, "[3][error] yes", "[4][error] last", "and 2 more"],
  );
});

test("a load has no more requests under way than it may, sends no faster than it is told, and knows what failed", async () => {
  let [taken, under, most] = [0, 0, 0];
  const upstream = await startUpstream(async () => {
    const status = (taken += 1) > 50 ? 500 : 200;
    most = Math.max(most, (under += 1));
    await new Promise((resolve) => setImmediate(resolve));
    under -= 1;
    return json({}, status);
  });
  try {
    const begun = performance.now();
    const { port } = upstream;
    const loads = [startLoad({ port, parallel: 2 }), startLoad({ port, parallel: 2, perSecond: 50 })];
    await until("answers of both", () => loads.every(({ answers }) => answers() >= 5) && taken >= 100);
    const [fast, slow] = await Promise.all(loads.map(({ stop }) => stop()));
    const seconds = (performance.now() - begun) / 1000;
    assert.equal(fast!.sent + slow!.sent, taken);
    assert.deepEqual([...fast!.failed, ...slow!.failed], Array(taken - 50).fill("500"));
    assert.ok(most <= 4, `${most} at once`);
    assert.ok(slow!.sent <= 50 * seconds, `${slow!.sent} in ${seconds} s`);
  } finally {
    await upstream.close();
  }
});

test("a program that ends before it is ready is reported with its last output", async () => {
  const program = start(process.execPath, ["-e", "console.log('no such port'); process.exit(3)"], { name: "sample" });
  await assert.rejects(
    program.ready(/listening/),
    /sample ended \(3\) before it said \/listening\/; its last output:\nno such port/,
  );
});

test("a program is ended by stop", async () => {
  const program = start(process.execPath, ["-e", "setInterval(() => {}, 1000); console.log('port 12')"], {
    name: "sample",
  });
  assert.equal((await program.ready(/port (\d+)/))[1], "12");
  assert.deepEqual(await program.stop(), { code: null, signal: "SIGTERM" });
});

test("the upstream speaks HTTP/1.1 and HTTP/2 on one port, and keeps what it was sent", async () => {
  const upstream = await startUpstream(({ httpVersion }) => json({ httpVersion }));
  const request = { port: upstream.port, method: "POST", path: "/token", chunks: ["grant_type=", "password"] } as const;
  assert.equal((await send({ ...request, protocol: "h1" })).body, '{"httpVersion":"1.1"}');
  assert.equal((await send({ ...request, protocol: "h2" })).body, '{"httpVersion":"2.0"}');
  assert.deepEqual(
    upstream.requests.map(({ body }) => body),
    ["grant_type=password", "grant_type=password"],
  );
  upstream.play(() => ({ kind: "cut", chunks: ["half"] }));
  await assert.rejects(send({ ...request, protocol: "h1" }));
  await assert.rejects(send({ ...request, protocol: "h2" }));
  await upstream.close();
});
