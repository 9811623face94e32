import assert from "node:assert/strict";
import { test } from "node:test";
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
