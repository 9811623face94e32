// Canaries through two real Envoys with the filter, and every byte that leaves them and the aggregator, searched.
import assert from "node:assert/strict";
import { test } from "node:test";
import { authorizationExchanges, pageExchanges } from "../privacy/browser-exchanges.ts";
import { createCanaries } from "../privacy/canary.ts";
import { CONFIGURATION, inPieces, type PrivateExchange } from "../privacy/exchange.ts";
import { leakyFilter } from "../privacy/leaks.ts";
import { machineExchanges } from "../privacy/machine-exchanges.ts";
import { malformedExchanges } from "../privacy/malformed-exchanges.ts";
import { createSearch, type Finding, type Output, textOf } from "../privacy/search.ts";
import { tokenExchanges } from "../privacy/token-exchanges.ts";
import { type ObservedMesh, startObservedMesh } from "./support/observed-mesh.ts";
import { send } from "./support/send.ts";
import { startUpstream, type Upstream } from "./support/upstream.ts";

const canaries = createCanaries("system");
const EXCHANGES = [tokenExchanges, machineExchanges, authorizationExchanges, pageExchanges, malformedExchanges].flatMap(
  (exchanges) => exchanges(canaries),
);
const ASKED = canaries.of("question to the aggregator", "awkward");
const search = createSearch(canaries.all());

/** Sends one and answers it; whether client and server go away or finish is no matter here. */
async function play(
  mesh: ObservedMesh,
  upstream: Upstream,
  protocol: "h1" | "h2",
  each: PrivateExchange,
): Promise<void> {
  const { request, answer } = each;
  upstream.play(() => ({ kind: each.name.includes("breaks off") ? "cut" : "answer", ...answer }));
  const { method, path, chunks } = request;
  const headers = { ...request.headers, host: request.authority };
  await send({ port: mesh.port, protocol, method, path, headers, chunks, signal: AbortSignal.timeout(5_000) }).catch(
    () => undefined,
  );
}

type Ran = {
  readonly outputs: readonly Output[];
  readonly records: number;
  readonly reached: number;
  readonly codes: readonly (number | null)[];
};

/** Plays exchanges at each level of Envoy's log, and gives all that left. */
async function ran(protocol: "h1" | "h2", exchanges: readonly PrivateExchange[], wasm?: string): Promise<Ran> {
  const upstream = await startUpstream(() => ({ kind: "hang" }));
  try {
    const options = { upstreamPort: upstream.port, plugin: CONFIGURATION, protocol };
    const mesh = await startObservedMesh(wasm === undefined ? options : { ...options, wasm });
    let isStopped = false;
    try {
      const levels = ["trace", "debug", "info"] as const;
      const share = Math.ceil(exchanges.length / levels.length);
      for (const [index, level] of levels.entries()) {
        await mesh.setWasmLog(level);
        for (const each of exchanges.slice(index * share, (index + 1) * share))
          await play(mesh, upstream, protocol, each);
      }
      const records = await mesh.settled();
      const left = await mesh.left(ASKED);
      isStopped = true;
      const { exits, left: last } = await mesh.stop();
      const outputs = [...left, ...last.map(({ name, bytes }) => ({ name: `${name} at the end`, bytes }))];
      return { outputs, records, reached: upstream.requests.length, codes: exits.map(({ code }) => code) };
    } finally {
      if (!isStopped) await mesh.stop();
    }
  } finally {
    await upstream.close();
  }
}

function assertThere(outputs: readonly Output[], name: RegExp, content: RegExp): void {
  const found = outputs.filter((output) => name.test(output.name));
  assert.ok(found.length > 0, `no output ${name}: ${outputs.map((output) => output.name).join("; ")}`);
  for (const { name: which, bytes } of found) assert.match(Buffer.from(bytes).toString("latin1"), content, which);
}

/** The outputs are what they are taken for: a search in nothing finds nothing. */
function assertWhole(outputs: readonly Output[]): void {
  assertThere(outputs, /^\/stats of Envoy (in|out)$/, /wasmcustom\.oauth_flow\.emitted: [1-9]/);
  assertThere(outputs, /^\/stats\/prometheus of Envoy/, /oauth_flow_emitted\{\} [1-9]/);
  assertThere(outputs, /^the log of Envoy (in|out)$/, /\[trace\]\[wasm\]/);
  assertThere(outputs, /^answer 1 .*\/metrics/, /oauth_exchange_total\{issuer="corp"/);
  assertThere(outputs, /^answer 6 .*openmetrics/, /# EOF\n$/);
  assertThere(outputs, /^answer 3 .*\/healthz/, /ok\n$/);
  assertThere(outputs, /^reflection, answer 1/, /ENDPOINT_TOKEN/);
  assertThere(outputs, /^the aggregator's log$/, /"msg":"listening"/);
  assertThere(outputs, /^the aggregator's log at the end$/, /"level":"debug".*"msg":"stream ended"/);
  assertThere(outputs, /^state_dir\/keys\.json$/, /pseudonym/);
  assertThere(outputs, /^DATA of connection 1, stream 1, up$/, /corp/);
  assertThere(outputs, /^connection 1, down$/, /./s);
  assertThere(outputs, /^request headers of connection 1$/, /:path: \/oauthflow\.v1\.ObservationService\/Observe/);
}

const textOfAll = (findings: readonly Finding[]): string => findings.slice(0, 10).map(textOf).join("\n");

for (const protocol of ["h1", "h2"] as const) {
  test(`over ${protocol}, no canary is in any byte that leaves the proxies and the aggregator`, async () => {
    const exchanges = [
      ...EXCHANGES,
      ...EXCHANGES.filter((_, index) => index % 3 === 0).map((each) => inPieces(each, 97)),
    ];
    const { outputs, records, reached, codes } = await ran(protocol, exchanges);
    assert.deepEqual(codes, [0, 0, 0]);
    assert.ok(reached > exchanges.length * 0.9, `${reached} of ${exchanges.length} exchanges reached the upstream`);
    assert.ok(records > exchanges.length * 1.5, `${records} records of ${exchanges.length} exchanges at two proxies`);
    assertWhole(outputs);
    const findings = search.find(outputs);
    assert.ok(findings.length === 0, textOfAll(findings));
  });
}

test("a filter that leaks on purpose is seen in every output that its leaks reach", async () => {
  const few = EXCHANGES.filter((_, index) => index % 4 === 0);
  const { outputs } = await ran("h1", few, await leakyFilter("text"));
  const findings = search.find(outputs);
  for (const [canary, form, output] of [
    ["client_secret", "percent-encoded as a form", /^the log of Envoy out$/],
    ["session cookie", "plain", /^\/stats of Envoy in$/],
    ["session cookie", "plain", /^\/stats\/prometheus of Envoy out$/],
    ["user agent", "plain", /^DATA of connection 1, stream 1, up$/],
    ["user agent", "plain", /^connection 1, up$/],
    ["user agent", "plain", /^the aggregator's log at the end$/],
    ["client configuration id", "plain", /^DATA of connection \d, stream \d+, up$/],
    ["client configuration id", "plain", /^answer 1 of the aggregator, GET \/metrics/],
    ["client configuration id", "plain", /^answer 6 of the aggregator, GET \/metrics as application\/openmetrics-text/],
  ] as const) {
    const found = findings.find((each) => each.canary === canary && each.form === form && output.test(each.output));
    assert.ok(found !== undefined, `no ${canary}, ${form}, in ${output}; but ${textOfAll(findings)}`);
  }
});
