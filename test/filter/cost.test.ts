// What an exchange costs is pinned where it can be counted. A change that raises a figure says in its commit what it buys.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readWasm } from "../../scripts/wasm-module.ts";
import { CASES, configurationOf } from "../bench/cases.ts";
import { BATCH, counted } from "../bench/counted.ts";
import { buildEmptyModule } from "../bench/empty-module.ts";
import { createFilterHost, warmUp } from "../bench/filter-host.ts";

/** A token exchange: `:path`, all headers of both sides, a chunk of each body, who answered, how often it was tried. */
const TOKEN = {
  clock_time_get: 6,
  get_buffer_bytes: 2,
  get_header_map_pairs: 2,
  get_header_map_value: 1,
  get_property: 2,
};

const measured = CASES.map((each) => ({ name: each.name, ...counted(each) }));
const byName = (show: (each: (typeof measured)[number]) => unknown): unknown =>
  Object.fromEntries(measured.map((each) => [each.name, show(each)]));

test("the host calls of an exchange are what they were", () => {
  assert.deepEqual(
    byName(({ calls }) => calls),
    {
      // The path, and the answer's Location, which is not there.
      "not OAuth": { get_header_map_value: 2 },
      client_credentials: TOKEN,
      authorization_code: TOKEN,
      refresh_token: TOKEN,
      "device_code, pending": TOKEN,
      token_exchange: TOKEN,
      "client refused": TOKEN,
      authorization: { clock_time_get: 5, get_header_map_pairs: 2, get_header_map_value: 1, get_property: 2 },
      "denied before the filter": {
        clock_time_get: 2,
        get_header_map_pairs: 2,
        get_header_map_value: 1,
        get_property: 5,
      },
    },
  );
});

test("a vantage that is left to the listener costs one property more, and nothing where there is no exchange", () => {
  const calls = CASES.slice(0, 2).map((each) => counted(each, { vantage: "auto" }).calls);
  assert.deepEqual(calls, [{ get_header_map_value: 2 }, { ...TOKEN, get_property: 3 }]);
});

test("the calls that return bytes, and how many bytes they return, are what they were", () => {
  assert.deepEqual(
    byName(({ returning, bytes }) => `${returning} calls, ${bytes} B`),
    {
      "not OAuth": "1 calls, 14 B",
      client_credentials: "6 calls, 1906 B",
      authorization_code: "6 calls, 2056 B",
      refresh_token: "6 calls, 1982 B",
      "device_code, pending": "6 calls, 683 B",
      token_exchange: "6 calls, 3308 B",
      "client refused": "6 calls, 626 B",
      authorization: "4 calls, 857 B",
      "denied before the filter": "7 calls, 516 B",
    },
  );
});

test(`a record in a batch of ${BATCH} has the bytes that it had`, () => {
  assert.deepEqual(
    byName(({ wire }) => wire?.toFixed(1) ?? "no record"),
    {
      "not OAuth": "no record",
      client_credentials: "24.6",
      authorization_code: "48.6",
      refresh_token: "40.6",
      "device_code, pending": "30.6",
      token_exchange: "24.6",
      "client refused": "22.6",
      authorization: "46.6",
      "denied before the filter": "14.6",
    },
  );
});

test("ten thousand exchanges of all kinds leave the memory as large as it was", () => {
  const filter = createFilterHost("build/filter.wasm", configurationOf());
  for (const { exchange } of CASES) warmUp(filter, exchange);
  const pages = filter.pages();
  for (let i = 0; i < 10_000; i += 1) {
    filter.play(CASES[i % CASES.length]!.exchange);
    if (i % 256 === 0) filter.tick();
  }
  assert.equal(filter.pages(), pages);
});

test("the empty module that the filter is compared with has its exports and its memory", async () => {
  const [empty, filter] = [await buildEmptyModule(), "build/filter.wasm"].map((path) => readWasm(readFileSync(path)));
  const outside = (module: typeof empty): readonly string[] =>
    (module?.exports ?? []).map(({ name, kind, type }) => `${kind} ${name}${type}`).toSorted();
  assert.deepEqual(outside(empty), outside(filter));
  assert.deepEqual(empty?.memories, filter?.memories);
  assert.deepEqual(empty?.imports, []);
});
