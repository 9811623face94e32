// Properties of the wire: what a filter encodes by docs/wire.md is what the aggregator has, and no byte can break it.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as words from "../../../control-plane/model/gen/words.ts";
import { createStreamEncoder, hashOf, helloOf, KEYS, type SampleRecord } from "./support/encoder.ts";
import { createHarness } from "./support/harness.ts";

const word = (labels: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...labels.slice(1));
const maybe = (labels: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...labels);
const us = fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 2 ** 31 - 1 }), fc.constantFrom(2 ** 32, 2 ** 40));

const RECORD = fc.record(
  {
    issuer: fc.string({ minLength: 1, maxLength: 20 }),
    endpoint: word(words.ENDPOINT_LABELS),
    grant_type: word(words.GRANT_TYPE_LABELS),
    outcome: word(words.OUTCOME_LABELS),
    error: word(words.ERROR_CODE_LABELS),
    auth_method: word(words.AUTH_METHOD_LABELS),
    vantage: word(words.VANTAGE_LABELS),
    status: fc.nat({ max: 999 }),
    response_type: maybe(words.RESPONSE_TYPE_LABELS),
    response_mode: maybe(words.RESPONSE_MODE_LABELS),
    pkce: maybe(words.PKCE_LABELS),
    via: maybe(words.VIA_LABELS),
    rate_limit: maybe(words.RATE_LIMIT_KIND_LABELS),
    unclassified: maybe(words.UNCLASSIFIED_REASON_LABELS),
    flags: fc.uniqueArray(fc.constantFrom(...words.RECORD_FLAG_LABELS.slice(4)), { maxLength: 5 }),
    started_us: fc.integer({ min: 0, max: 2 ** 51 }),
    answered_us: us,
    ended_us: us,
    attempts: fc.integer({ min: 2, max: 65_535 }),
    expires_in: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    keys: fc.dictionary(word(words.RECORD_KEY_LABELS), fc.constantFrom("a", "b"), { maxKeys: 6 }),
  },
  { requiredKeys: ["issuer", "started_us", "answered_us"] },
) as fc.Arbitrary<SampleRecord>;

const BATCHES = fc.array(fc.array(RECORD, { minLength: 1, maxLength: 8 }), { maxLength: 6 });
const previous = { id: 77, secret: "0a".repeat(32) };
const RINGS = fc.constantFrom(KEYS, { ...KEYS, previous_flow: previous }, { ...KEYS, previous_refresh: previous });

/** What the aggregator has of a record. */
function meantBy(record: SampleRecord, keys: typeof KEYS): Record<string, unknown> {
  const client = record.keys?.["client_id"];
  return {
    issuer: record.issuer,
    status: record.status ?? 200,
    grant: record.grant_type ?? "client_credentials",
    client: client === undefined ? "" : hashOf(keys.pseudonym, "client_id", client).toString("hex"),
    startedUs: record.started_us,
    answeredUs: record.answered_us,
    endedUs: record.ended_us ?? 2_000,
    attempts: record.attempts ?? 1,
    expiresIn: record.expires_in ?? 0,
  };
}

test("what is encoded by docs/wire.md is decoded to the same, over any cuts into batches", () => {
  fc.assert(
    fc.property(BATCHES, RINGS, (batches, keys) => {
      const harness = createHarness();
      const peer = harness.connect();
      const encoder = createStreamEncoder(keys);
      peer.say(helloOf());
      let first = 1;
      for (const records of batches) {
        peer.say(encoder.batch(first, records));
        first += records.length;
      }
      assert.equal(harness.ledger.dropped.size, 0);
      const had = harness.rows.map(({ tuple: { issuer, status, grantType }, ...row }) => {
        return { issuer, status, grant: words.GRANT_TYPE_LABELS[grantType], ...row };
      });
      assert.deepEqual(
        had,
        batches.flat().map((record) => meantBy(record, keys)),
      );
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("a batch with any of its bytes changed accounts for its records or ends the stream, and never throws", () => {
  const change = fc.record({ at: fc.nat(), value: fc.nat({ max: 255 }) });
  const changes = fc.array(change, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(RECORD, { minLength: 1, maxLength: 5 }), changes, (records, changed) => {
      const harness = createHarness();
      const peer = harness.connect();
      peer.say(helloOf());
      const bytes = createStreamEncoder().batch(1, records);
      for (const { at, value } of changed) bytes[at % bytes.length] = value;
      peer.say(bytes);
      const { received, aggregated, dropped, duplicate } = harness.figures();
      const refused = dropped.filter(({ stage }) => stage === "ingest").reduce((sum, each) => sum + each.records, 0);
      assert.equal(received, aggregated + refused + duplicate);
      if (received === 0) assert.ok(peer.end !== undefined || peer.told.length === 1);
    }),
    { seed: 1, numRuns: 1_000 },
  );
});
