// Faults on the way to a token, on two real Envoys of three workers each: what each moves on /metrics, every counter, the
// count of every histogram and the time of the last success, and no other. Buckets and sums agree with the counts, and what
// ran into a time-out is in the buckets of its patience. Afterwards nothing is in flight, and nothing was sent twice.
// `client` and `server` are the exchanges as each proxy saw them, `counted` is what metrics without `vantage`
// show. A cell is [GRANT:]OUTCOME[/ERROR][*N]; the grant is client_credentials, and `unknown` where a proxy answered before
// it had seen the body.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import type { Took } from "./support/durations.ts";
import { faultOf } from "./support/fault-filters.ts";
import { sumOf } from "./support/metrics.ts";
import { type Site, startSite } from "./support/site.ts";
import { BODY, TOKEN } from "./support/token-request.ts";
import { type Answer, json } from "./support/upstream.ts";
import { until } from "./support/until.ts";

const HANG: Answer = { kind: "hang" };
const MOVED: Answer = { kind: "answer", status: 307, headers: { location: "http://sso.test/oauth2/token" } };
const BUSY: Answer = { kind: "answer", status: 503 };

/** What the upstream answers, by turns; the last for ever. */
const ANSWERS = {
  TOKEN: () => [TOKEN],
  RESET: () => [{ kind: "reset" }],
  CUT: () => [{ kind: "cut", headers: { "content-type": "application/json" }, chunks: ['{"access_token":'] }],
  HANG: () => [HANG],
  STALL: () => [{ kind: "stall", headers: { "content-type": "application/json" }, chunks: ['{"access_token":'] }],
  RESET_ONCE: () => [{ kind: "reset" }, TOKEN],
  BUSY_TWICE: () => [BUSY, BUSY, TOKEN],
  MOVED: () => [MOVED, TOKEN],
  INVALID: () => [json({ error: "invalid_grant" }, 400)],
} as const satisfies Readonly<Record<string, () => readonly Answer[]>>;

/** The patience of the proxies here (fault-routes.ts) is above the one bound, and twice of it far below the other; seconds. */
const PATIENCE: Took = [0.2, 5];

/** `fault` is NAME@LISTENER of fault-routes.ts; `got` the status that the client sees, 0 without a whole answer. */
const TABLE = `
what befalls it                          | fault            | upstream   | got | client                    | server                      | counted
nothing                                  |                  | TOKEN      | 200 | success                   | success                     | success
the server breaks off before it answers  |                  | RESET      | 503 | server_error              | server_error                | server_error/upstream_reset
the server breaks off in its answer      |                  | CUT        | 0   | server_error              | server_error                | server_error/upstream_reset
refused connection from the server       | nobody@in        | TOKEN      | 503 | server_error              | server_error                | server_error/upstream_unavailable
refused connection from the server proxy | nobody@out       | TOKEN      | 503 | server_error              |                             | server_error/upstream_unavailable
no server has a place in the cluster     | empty@in         | TOKEN      | 503 | server_error              | unknown:server_error        | unknown:server_error/upstream_unavailable
no server proxy has one                  | empty@out        | TOKEN      | 503 | unknown:server_error      |                             | unknown:server_error/upstream_unavailable
no such cluster at the server            | no-cluster@in    | TOKEN      | 503 | server_error              | unknown:server_error        | unknown:server_error/upstream_unavailable
no such cluster at the caller            | no-cluster@out   | TOKEN      | 503 | unknown:server_error      |                             | unknown:server_error/upstream_unavailable
the circuit is open at the server        | full@in          | TOKEN      | 503 | server_error              | unknown:server_error        | unknown:server_error/upstream_unavailable
the circuit is open at the caller        | full@out         | TOKEN      | 503 | unknown:server_error      |                             | unknown:server_error/upstream_unavailable
time-out at the server's proxy           | timeout@in       | HANG       | 504 | server_error              | server_error                | server_error/upstream_timeout
time-out at the caller                   | timeout@out      | HANG       | 504 | server_error              | aborted                     | server_error/upstream_timeout aborted/client_gone
idle at the server's proxy               | idle@in          | HANG       | 504 | server_error              | server_error                | server_error/upstream_timeout
idle at the caller                       | idle@out         | HANG       | 504 | server_error              | aborted                     | server_error/upstream_timeout aborted/client_gone
longest duration at the server's proxy   | duration@in      | HANG       | 504 | server_error              | server_error                | server_error/upstream_timeout
longest duration at the caller           | duration@out     | HANG       | 504 | server_error              | aborted                     | server_error/upstream_timeout aborted/client_gone
an answer stops: time-out at the server  | timeout@in       | STALL      | 0   | server_error              | server_error                | server_error/upstream_timeout
an answer stops: time-out at the caller  | timeout@out      | STALL      | 0   | server_error              | aborted                     | server_error/upstream_timeout aborted/client_gone
an answer stops: idle at the server      | idle@in          | STALL      | 0   | server_error              | server_error                | server_error/upstream_timeout
an answer stops: idle at the caller      | idle@out         | STALL      | 0   | server_error              | aborted                     | server_error/upstream_timeout aborted/client_gone
an answer lasts too long at the server   | duration@in      | STALL      | 0   | server_error              | server_error                | server_error/upstream_timeout
an answer lasts too long at the caller   | duration@out     | STALL      | 0   | server_error              | aborted                     | server_error/upstream_timeout aborted/client_gone
two tries time out at the server's proxy | try-timeout@in   | HANG       | 504 | server_error              | server_error                | server_error/upstream_timeout                        | exchange_retry_total token server = 1
two tries time out at the caller         | try-timeout@out  | HANG       | 504 | server_error              | aborted*2                   | server_error/upstream_timeout aborted/client_gone*2  | exchange_retry_total token client = 1, exchange_retry_total token server = 1
the third try of the server's proxy      | retry@in         | BUSY_TWICE | 200 | success                   | success                     | success                                              | exchange_retry_total token server = 2
the third try of the caller's proxy      | retry@out        | BUSY_TWICE | 200 | success                   | server_error*2 success      | server_error/http_5xx*2 success                      | exchange_retry_total token client = 2, exchange_retry_total token server = 2
a reset, and a second try of the server  | retry@in         | RESET_ONCE | 200 | success                   | success                     | success                                              | exchange_retry_total token server = 1
a reset, and a second try of the caller  | retry@out        | RESET_ONCE | 200 | success                   | server_error success        | server_error/upstream_reset success                  | exchange_retry_total token client = 1, exchange_retry_total token server = 1
three refused tries of the server proxy  | retry-nobody@in  | TOKEN      | 503 | server_error              | server_error                | server_error/upstream_unavailable                    | exchange_retry_total token server = 2
three refused tries of the caller proxy  | retry-nobody@out | TOKEN      | 503 | server_error              |                             | server_error/upstream_unavailable                    | exchange_retry_total token client = 2
a router that finds no reason to retry   | retry@out        | INVALID    | 400 | client_error              | client_error                | client_error/invalid_grant                           | client_authentication_total client_secret_post success verified = 1
redirect that the server's proxy follows | redirect@in      | MOVED      | 200 | success                   | success                     | success
redirect that the caller's proxy follows | redirect@out     | MOVED      | 200 | success                   | unclassified success        | unclassified success                                 | telemetry_unclassified_total unexpected_redirect = 1
configured answer at the server's proxy  | direct-503@in    | TOKEN      | 503 | server_error              | unknown:server_error        | unknown:server_error/http_5xx
configured answer at the caller          | direct-503@out   | TOKEN      | 503 | unknown:server_error      |                             | unknown:server_error/http_5xx
`;

type Row = {
  readonly what: string;
  readonly fault: string;
  readonly upstream: keyof typeof ANSWERS;
  readonly got: number;
  readonly client: string;
  readonly server: string;
  readonly counted: string;
  readonly also: Readonly<Record<string, number>>;
};

const ROWS: readonly Row[] = TABLE.trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([what = "", fault = "", upstream = "", got = "", client = "", server = "", counted = "", also = ""]) => {
    const series = also.split(", ").filter((one) => one !== "");
    const amounts = series.map((one) => one.split(" = ")).map(([key = "", times]) => [key, Number(times)] as const);
    const name = upstream as keyof typeof ANSWERS;
    return {
      what,
      fault,
      upstream: name,
      got: Number(got),
      client,
      server,
      counted,
      also: Object.fromEntries(amounts),
    };
  });

// Side by side, since most of the time is waiting for ticks.
suite("faults, each counted exactly once", { concurrency: 2 }, () => {
  for (const protocol of ["h1", "h2"] as const) suite(`over ${protocol}`, { concurrency: 1 }, () => faults(protocol));
});

function faults(protocol: "h1" | "h2"): void {
  let site: Site;

  before(async () => void (site = await startSite({ protocol })));
  after(async () => site?.stop());

  for (const row of ROWS) {
    test(`${row.what}: ${row.counted}`, async () => {
      const answers: Answer[] = [...ANSWERS[row.upstream]()];
      site.upstream.play(() => (answers.length > 1 ? answers.shift()! : answers[0]!));
      const [fault = "", listener = ""] = row.fault.split("@");
      const took = row.upstream === "HANG" ? { took: PATIENCE } : {};
      await site.moves({ ...row, ...took }, async () => {
        const status = await site.ask({ headers: fault === "" ? {} : faultOf(fault, listener) }).then(
          (answer) => answer.status,
          () => 0,
        );
        assert.equal(status, row.got);
      });
    });
  }

  test("a refresh, and a code exchange, are counted as what they are", async () => {
    site.upstream.play(() => TOKEN);
    for (const grant of ["refresh_token", "authorization_code"]) {
      const expected = { client: `${grant}:success`, server: `${grant}:success`, counted: `${grant}:success` };
      const chunks = [`grant_type=${grant}&refresh_token=r&code=c&client_id=a&client_secret=b`];
      await site.moves(expected, async () => assert.equal((await site.ask({ chunks })).status, 200));
    }
  });

  test("an authorization request that finds no server ends a flow of its grant", async () => {
    const path = "/oauth2/authorize?response_type=code&client_id=a&code_challenge=x&code_challenge_method=S256";
    const cell = "authorization_code:server_error";
    const expected = {
      endpoint: "authorization" as const,
      client: cell,
      server: cell,
      counted: `${cell}/upstream_unavailable`,
      also: { "authorization_total code query S256 query server_error": 1 },
    };
    const sent = { method: "GET", path, headers: faultOf("nobody", "in"), chunks: [] };
    await site.moves(expected, async () => assert.equal((await site.ask(sent)).status, 503));
  });

  test("a client that goes before the answer is aborted, once", async () => {
    const expected = { client: "aborted", server: "aborted", counted: "aborted/client_gone" };
    await site.moves(expected, () => leave(HANG, "asked"));
  });

  test("a client that goes while the answer comes is aborted, once", async () => {
    const expected = { client: "aborted", server: "aborted", counted: "aborted/client_gone" };
    let begun = (): void => undefined;
    const isBegun = new Promise<void>((resolve) => (begun = resolve));
    const headers = { "content-type": "application/json" };
    await site.moves(expected, () => leave({ kind: "stall", headers, chunks: ["{"], begun }, isBegun));
  });

  test("a client that goes while it sends is aborted, once, with the grant it has said", async () => {
    const expected = { client: "aborted", server: "aborted", counted: "aborted/client_gone" };
    await site.moves(expected, () => leave(HANG, "begun"));
  });

  /** Sends, and goes away: once the request is at the upstream, once its head is there, or when `moment` has come. */
  async function leave(answer: Answer, moment: "asked" | "begun" | Promise<void>): Promise<void> {
    const gone = new AbortController();
    const { upstream } = site;
    const had = { asked: upstream.requests.length, begun: upstream.begun() };
    upstream.play(() => answer);
    const asked = site.ask({ signal: gone.signal, ends: moment !== "begun", chunks: [BODY, "&scope="] });
    const isRefused = assert.rejects(asked);
    if (moment === "asked") await until("the request arrives", () => upstream.requests.length > had.asked);
    else if (moment === "begun") await until("its head arrives", () => upstream.begun() > had.begun);
    else await moment;
    gone.abort();
    await isRefused;
  }

  test("the server is down, and comes no more: each request is one flow that ended with server_error", async () => {
    await site.upstream.close();
    const expected = {
      client: "server_error*2",
      server: "server_error*2",
      counted: "server_error/upstream_unavailable*2",
    };
    await site.moves(expected, async () => {
      for (let n = 0; n < 2; n += 1) assert.equal((await site.ask()).status, 503);
    });
  });

  test("its proxy is down, too: oauth_flow_total still rises with server_error, by one a request", async () => {
    await site.mesh.server.stop();
    const expected = { client: "server_error*2", counted: "server_error/upstream_unavailable*2" };
    await site.moves(expected, async () => {
      for (let n = 0; n < 2; n += 1) assert.equal((await site.ask()).status, 503);
    });
  });

  test("of all of this nothing is said to be under way any more", async () => {
    await until("heartbeats that name nothing", async () => {
      return sumOf(await site.aggregator.metrics(), "oauth_exchanges_in_flight") === 0;
    });
  });
}
