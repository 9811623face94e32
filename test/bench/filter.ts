// What one exchange costs the filter: host calls and bytes, which are exact, and CPU time, which is to be compared within
// one run only. The fake host's own time is measured beside it and taken off.
import { createFakeEnvoy, type FakeAnswer, type FakeRequest } from "../filter/support/fake-envoy.ts";
import { createRowReader } from "../filter/support/rows.ts";
import { requestOf, welcome } from "../filter/support/wire.ts";

export type Case = { readonly name: string; readonly request: FakeRequest; readonly answer: FakeAnswer };

const HEADERS = {
  host: "sso.test",
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
  accept: "*/*",
  "x-request-id": "3b2f1c6e-1111-4222-8333-944455556666",
  "x-forwarded-proto": "https",
  "content-type": "application/x-www-form-urlencoded",
};
const JSON_HEADERS = { "content-type": "application/json", "cache-control": "no-store" };
const JWT = `eyJhbGciOiJSUzI1NiJ9.${"x".repeat(900)}.${"y".repeat(342)}`;
const TOKENS = `{"access_token":"${JWT}","token_type":"Bearer","expires_in":300,"refresh_token":"${"r".repeat(43)}"}`;

/** One exchange of each kind, as a proxy passes it. */
export const CASES: readonly Case[] = [
  { name: "not OAuth", request: { path: "/static/app.js", headers: HEADERS }, answer: { status: 200, chunks: ["x"] } },
  token("client_credentials", "grant_type=client_credentials&client_id=svc&client_secret=s3cret&scope=a"),
  token(
    "authorization_code",
    `grant_type=authorization_code&code=SplxlOBeZQQYbYjxVjcpYw&redirect_uri=https%3A%2F%2Fapp.test%2Fcb&client_id=spa&code_verifier=${"v".repeat(43)}`,
  ),
  token("refresh_token", `grant_type=refresh_token&refresh_token=${"r".repeat(43)}&client_id=spa`),
  {
    name: "authorization",
    request: {
      path: `/oauth2/authorize?response_type=code&client_id=spa&state=${"s".repeat(22)}&code_challenge=${"c".repeat(43)}&code_challenge_method=S256&redirect_uri=https%3A%2F%2Fapp.test%2Fcb`,
      headers: HEADERS,
    },
    answer: {
      status: 302,
      headers: { location: `https://app.test/cb?code=SplxlOBeZQQYbYjxVjcpYw&state=${"s".repeat(22)}` },
    },
  },
];

function token(grant: string, body: string): Case {
  const request = { path: "/oauth2/token", method: "POST", headers: HEADERS, chunks: [body] };
  return { name: grant, request, answer: { status: 200, headers: JSON_HEADERS, chunks: [TOKENS] } };
}

const CONFIGURATION = JSON.stringify({
  aggregator: { cluster: "aggregator" },
  vantage: "server",
  issuers: [{ name: "corp", hosts: ["sso.test"], dialect: "spring" }],
});
const BATCH = 16;
const ROUNDS = 7;
const EXCHANGES = 4_000;

/** Prints a table. */
export function benchFilter(): void {
  console.log(
    `filter: one exchange (batches of ${BATCH}; µs of the whole round in the fake host, its share of "not OAuth")`,
  );
  console.log("exchange            host calls  that return bytes  bytes in  wire B/record  keys  µs (median)  ratio");
  let base = 0;
  for (const each of CASES) {
    const { calls, returning, bytes, wire, keys } = counted(each);
    const us = median(Array.from({ length: ROUNDS }, () => timed(each)));
    if (base === 0) base = us;
    const cells = [
      each.name.padEnd(20),
      String(calls).padStart(9),
      String(returning).padStart(19),
      String(bytes).padStart(10),
      wire === undefined ? "–".padStart(15) : wire.toFixed(1).padStart(15),
      String(keys).padStart(6),
      us.toFixed(2).padStart(13),
      (us / base).toFixed(2).padStart(7),
    ];
    console.log(cells.join(""));
  }
}

/** Calls that give the module something to read. */
const RETURNING = [
  "proxy_get_property",
  "proxy_get_header_map_value",
  "proxy_get_header_map_pairs",
  "proxy_get_buffer_bytes",
];

/** What is exact of one exchange: host calls, bytes given by the host, bytes of the batch for each record, its keys. */
export function counted({ request, answer }: Case) {
  const envoy = createFakeEnvoy();
  const { root } = envoy.addRoot(CONFIGURATION);
  envoy.exchange(root, request, answer);
  if (envoy.streams[0] !== undefined) envoy.receive(envoy.streams[0], welcome(1_000_000_000));
  envoy.tick(root, 10_000);
  const before = { calls: sum(envoy.calls), returning: sum(envoy.calls, RETURNING), bytes: envoy.given() };
  for (let i = 0; i < BATCH; i += 1) envoy.exchange(root, request, answer);
  const calls = (sum(envoy.calls) - before.calls) / BATCH;
  const returning = (sum(envoy.calls, RETURNING) - before.returning) / BATCH;
  const bytes = Math.round((envoy.given() - before.bytes) / BATCH);
  envoy.tick(root, 10_000);
  const batches = envoy.streams[0]?.sent.map((sent) => ({ size: sent.length, batch: requestOf(sent).batch })) ?? [];
  const last = batches.findLast(({ batch }) => batch !== undefined);
  const read = createRowReader();
  const records = batches.flatMap(({ batch }) => (batch === undefined ? [] : read(batch)));
  const keys = Object.keys(records.at(-1)?.keys ?? {}).length;
  return { calls, returning, bytes, wire: last === undefined ? undefined : last.size / BATCH, keys };
}

function timed({ request, answer }: Case): number {
  const envoy = createFakeEnvoy();
  const { root } = envoy.addRoot(CONFIGURATION);
  const run = (times: number): void => {
    for (let i = 0; i < times; i += 1) envoy.exchange(root, request, answer);
  };
  run(EXCHANGES / 4);
  const begin = process.cpuUsage();
  run(EXCHANGES);
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / EXCHANGES;
}

function sum(calls: ReadonlyMap<string, number>, names: readonly string[] = [...calls.keys()]): number {
  return names.reduce((total, name) => total + (calls.get(name) ?? 0), 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
