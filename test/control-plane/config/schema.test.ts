import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { defaultConfig, parseConfig } from "../../../control-plane/config.ts";
import { LATER } from "../../../control-plane/config-schema.ts";
import { ENDPOINT_LABELS } from "../../../control-plane/model/gen/words.ts";

type Schema = {
  readonly [key: string]: unknown;
  readonly properties?: { readonly [key: string]: Schema };
  readonly items?: Schema;
};

/** The file that editors and others read. */
const published = JSON.parse(readFileSync("docs/aggregator.schema.json", "utf8")) as Schema;
const validate = new Ajv2020({ strict: true }).compile(published);

/** Every schema of a key in `schema`, with the path of the key. */
function keysOf(schema: Schema, path = ""): readonly (readonly [string, Schema])[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
    const at = path === "" ? key : `${path}.${key}`;
    return [[at, inner] as const, ...keysOf(inner, at)];
  });
  return schema.items === undefined ? own : [...own, ...keysOf(schema.items, path)];
}

test("the published schema has the keys of the configuration, and each says what it is", () => {
  const keys = keysOf(published);
  assert.deepEqual(
    keys.map(([path]) => path),
    "grpc grpc.listen grpc.tls grpc.tls.cert grpc.tls.key grpc.tls.client_ca grpc.insecure http http.listen http.tls http.tls.cert http.tls.key http.tls.client_ca http.insecure http.allow state_dir issuers issuers.name issuers.hosts issuers.dialect issuers.tenants issuers.endpoints issuers.counting_vantage log log.level log.format".split(
      " ",
    ),
  );
  assert.deepEqual(
    keys.filter(([, { description }]) => typeof description !== "string").map(([path]) => path),
    [],
  );
});

test("keys of later versions are no keys of this one", () => {
  const keys = new Set(keysOf(published).map(([path]) => path));
  assert.deepEqual(Object.keys(LATER).sort(), ["clients", "exports", "issuers.discovery", "redis"]);
  assert.deepEqual(
    Object.keys(LATER).filter((path) => keys.has(path)),
    [],
  );
});

test("endpoints are the values of the label endpoint", () => {
  const endpoints = keysOf(published).find(([path]) => path === "issuers.endpoints")?.[1];
  assert.deepEqual(endpoints?.["propertyNames"], { enum: ENDPOINT_LABELS.slice(1) });
});

test("the defaults that the schema names are those of the code", () => {
  const { grpc, http, stateDir, log } = defaultConfig();
  const defaults = new Map(keysOf(published).map(([path, schema]) => [path, schema["default"]]));
  assert.equal(defaults.get("grpc.listen"), `${grpc.listen.host}:${grpc.listen.port}`);
  assert.equal(defaults.get("http.listen"), `${http.listen.host}:${http.listen.port}`);
  assert.equal(defaults.get("state_dir"), stateDir);
  assert.equal(defaults.get("log.level"), log.level);
  assert.equal(defaults.get("log.format"), log.format);
});

/** Mostly a right value, now and then a wrong one. */
function mostly<T>(right: fc.Arbitrary<T>, ...wrong: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });
}

const optional = { requiredKeys: [] };
const address = mostly(fc.constantFrom("127.0.0.1:0", "[::1]:0", "localhost:0"), "nowhere", 5, null);
const paths = mostly(
  fc.array(fc.constantFrom("/token", "/a/{realm}"), { minLength: 1, maxLength: 2 }),
  [],
  ["token"],
  "/token",
);
const issuer = fc.record(
  {
    name: mostly(fc.constantFrom("corp/{realm}", "{realm}", "{realm}.as"), "as", "", 5, "{", "other"),
    hosts: mostly(fc.array(fc.constantFrom("sso.example.com", "*.x"), { maxLength: 2 }), ["http://x"], [""], {}),
    dialect: mostly(fc.constantFrom("keycloak", "generic"), "Bad", 5),
    tenants: mostly(
      fc.record({ realm: fc.constantFrom(["a"], ["a", "b"]) }),
      { realm: [] },
      { zone: ["a"] },
      { realm: ["a/b"] },
    ),
    endpoints: mostly(fc.dictionary(fc.constantFrom("token", "par"), paths), { tokn: ["/a"] }),
    counting_vantage: mostly(fc.constantFrom("auto", "server", "gateway", "client"), "top"),
  },
  { requiredKeys: ["name"] },
);
const listener = { listen: address, insecure: mostly(fc.boolean(), "yes") };
const configuration = fc.record(
  {
    grpc: mostly(fc.record(listener, optional), null, { tls: {} }, { tls: { cert: "x" } }),
    http: fc.record({ ...listener, allow: mostly(fc.constantFrom([], ["10.0.0.0/8"]), [5], ["10/8"]) }, optional),
    state_dir: mostly(fc.constantFrom("x", "./state"), "", 5),
    issuers: fc.array(mostly(issuer, {}, 5, { name: "x", discovery: "https://x" }), { maxLength: 2 }),
    log: fc.record(
      { level: mostly(fc.constantFrom("info", "trace"), "loud"), format: mostly(fc.constant("pretty"), null) },
      optional,
    ),
  },
  optional,
);

test("what the code accepts, the published schema accepts", () => {
  const seen = { config: 0, mistakes: 0 };
  fc.assert(
    fc.property(configuration, (value) => {
      const result = parseConfig(JSON.stringify(value));
      seen[result.kind] += 1;
      if (result.kind === "config") assert.ok(validate(value), JSON.stringify(validate.errors));
      // And what the schema refuses, the code refuses too.
      if (!validate(value)) assert.equal(result.kind, "mistakes");
    }),
    { seed: 1, numRuns: 2_000 },
  );
  assert.ok(seen.config > 400 && seen.mistakes > 400, JSON.stringify(seen));
});
