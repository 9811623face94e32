import assert from "node:assert/strict";
import { test } from "node:test";
import { LoadError } from "../../host/index.ts";
import { createPlayedEnvoy, type PlayedEnvoy } from "./support/played-envoy.ts";

/** What the filter logs of a configuration, without its own name in front, and whether it took it. */
function configured(configuration: string | object): {
  accepted: boolean;
  mistakes: readonly string[];
  metric: number;
} {
  const envoy = createPlayedEnvoy();
  const text = typeof configuration === "string" ? configuration : JSON.stringify(configuration);
  const accepted = isAccepted(envoy, text);
  const mistakes = envoy.logs().map((line) => line.replace("oauth-flow: configuration: ", ""));
  return { accepted, mistakes, metric: envoy.metric("oauth_flow.config_mistakes") };
}

function isAccepted(envoy: PlayedEnvoy, configuration: string): boolean {
  try {
    envoy.addRoot(configuration);
    return true;
  } catch (error) {
    if (error instanceof Error && error.cause instanceof LoadError) return false;
    throw error;
  }
}

const AGGREGATOR = { aggregator: { cluster: "aggregator" } };

test("a complete configuration is taken without a word", () => {
  const { accepted, mistakes, metric } = configured({
    aggregator: { cluster: "oauth_flow_aggregator", authority: "oauth-flow-aggregator.oauth-flow" },
    vantage: "auto",
    issuers: [
      {
        hosts: ["sso.example.com", "*.sso.example.com"],
        tenants: { realm: ["staff", "shop"] },
        endpoints: { token: ["/realms/{realm}/token"], authorization: ["/realms/{realm}/auth"] },
        dialect: "keycloak",
        name: "corp/{realm}",
      },
    ],
    flush: { records: 100, bytes: 4096, age_ms: 500 },
    limits: { exchanges: 64, body_bytes: 4096, ring_records: 128 },
  });
  assert.deepEqual(mistakes, []);
  assert.equal(accepted, true);
  assert.equal(metric, 0);
});

for (const text of [
  "{",
  "[]",
  "null",
  '{"aggregator":{"cluster":"a"}} x',
  '{"a":01}',
  '{"a":"\\x"}',
  '{"a":tru}',
  '{"a" 1}',
  '{"a":1,}',
  '{"a":[1 2]}',
  "\u0000",
]) {
  test(`text that is no JSON object is refused: ${JSON.stringify(text)}`, () => {
    const { accepted, mistakes } = configured(text);
    assert.equal(accepted, false);
    assert.deepEqual(mistakes, ["want one JSON object of at most 64 KiB; refused"]);
  });
}

test("nesting without end is refused, not followed", () => {
  assert.equal(configured(`{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}`).accepted, false);
});

test("an empty configuration runs, and says what it lacks", () => {
  const { accepted, mistakes, metric } = configured("");
  assert.equal(accepted, true);
  assert.deepEqual(mistakes, [
    "aggregator.cluster: want the name of the aggregator's cluster; without it nothing is sent",
  ]);
  assert.equal(metric, 1);
});

test("each mistake is named with its key, and the rest is in force", () => {
  const { accepted, mistakes, metric } = configured({
    ...AGGREGATOR,
    vantage: "upstream",
    issuer: [],
    flush: { records: 0, bytes: "many", age: 1 },
    limits: { exchanges: 1.5, body_bytes: -1, ring_records: 1_000_000 },
    issuers: [
      { hosts: ["a.example"] },
      {
        name: "b",
        hosts: ["https://b.example/", 7],
        dialect: "nobody",
        tenants: { realm: ["x"] },
        endpoints: { tokens: ["/t"], token: ["t"] },
      },
      "c",
    ],
  });
  assert.equal(accepted, true);
  assert.deepEqual(
    mistakes.map((line) => line.split(":")[0]),
    [
      "vantage",
      "issuer",
      "flush.records",
      "flush.bytes",
      "flush.age",
      "limits.exchanges",
      "limits.body_bytes",
      "limits.ring_records",
      "issuers[0].name",
      "issuers[1].hosts[0]",
      "issuers[1].hosts[1]",
      "issuers[1].tenants.realm[0]",
      "issuers[1].endpoints.tokens",
      "issuers[1].endpoints.token[0]",
      "issuers[1].dialect",
      "issuers[2]",
    ],
  );
  assert.equal(metric, mistakes.length);
});

test("a key with control characters does not break the line of the log", () => {
  const { mistakes } = configured({ ...AGGREGATOR, "a\nb": 1 });
  assert.deepEqual(mistakes, ["a?b: no such key; left out"]);
});

test("escapes in names are read, also when a name comes after the keys that need it", () => {
  const envoy = createPlayedEnvoy();
  envoy.addRoot(
    '{"aggregator":{"cluster":"a"},"vantage":"server","issuers":[{"endpoints":{"token":["/\\u0074oken"]},"n\\u0061me":"no","name":"c\\"o\\u0072p"}]}',
  );
  assert.deepEqual(envoy.logs(), ["oauth-flow: configuration: issuers[0].name: comes more than once; left out"]);
});

test("the authority is the cluster's name without Istio's direction and port, unless one is given", () => {
  const authorityOf = (aggregator: object): string => {
    const envoy = createPlayedEnvoy();
    const root = envoy.addRoot(JSON.stringify({ aggregator, vantage: "server" }));
    envoy.exchange(root, { path: "/oauth2/token", method: "POST", chunks: ["grant_type=password"] }, { status: 400 });
    return Buffer.from(envoy.streams()[0]?.request.grpcService ?? []).toString("latin1");
  };
  // GrpcService.EnvoyGrpc.authority: field 2, its size, its bytes.
  assert.ok(authorityOf({ cluster: "outbound|9101||aggregator.mesh" }).includes("\x12\x0faggregator.mesh"));
  assert.ok(authorityOf({ cluster: "aggregator", authority: "other.mesh" }).includes("\x12\x0aother.mesh"));
});

test("the hundredth configuration costs no more memory than the first", () => {
  const envoy = createPlayedEnvoy();
  const configuration = JSON.stringify({
    ...AGGREGATOR,
    issuers: [{ name: "corp", hosts: ["sso.test"], dialect: "keycloak" }],
  });
  const first = envoy.addRoot(configuration);
  let root = envoy.addRoot(configuration.replace("corp", "corp-first"));
  first.shutdown();
  const pages = root.vm().memoryPages();
  for (let i = 0; i < 100; i += 1) {
    // As in a listener update: the new root is there before the old one ends.
    const newer = envoy.addRoot(configuration.replace("corp", `corp-${i}`));
    root.shutdown();
    root = newer;
  }
  assert.equal(root.vm().memoryPages(), pages);
});

test("the defaults fit into 2 MiB", () => {
  const envoy = createPlayedEnvoy();
  const root = envoy.addRoot(JSON.stringify(AGGREGATOR));
  assert.ok(root.vm().memoryPages() <= 32, `${root.vm().memoryPages()} pages of 64 KiB`);
});

test("the largest limits fit into what the module may have", () => {
  const envoy = createPlayedEnvoy();
  const limits = { exchanges: 4096, ring_records: 16_384 };
  for (let i = 0; i < 8; i += 1) envoy.addRoot(JSON.stringify({ ...AGGREGATOR, limits, flush: { records: 100 + i } }));
  assert.match(envoy.logs().join(), /^$/);
  envoy.addRoot(JSON.stringify(AGGREGATOR));
  // The main thread and the worker say so, each for its VM.
  const line = "oauth-flow: more than 8 configurations at once: this one is not watched";
  assert.deepEqual(envoy.logs(), [line, line]);
});
