// What filters before ours refuse, delay or break, at the caller's proxy and at the server's: counted where the answer was
// made, once, though this filter saw nothing of the request but its headers, in the log.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { faultOf } from "./support/fault-filters.ts";
import { type Site, startSite } from "./support/site.ts";
import { BODY } from "./support/token-request.ts";

const LONG = `&x=${"y".repeat(60_000)}`;

/** Fault | status | outcome and error where it happens | outcome at a caller in front of that. */
const TABLE = `
rbac   | 403 | denied/denied_by_proxy          | client_error
authz  | 403 | denied/denied_by_proxy          | client_error
jwt    | 401 | denied/denied_by_proxy          | client_error
limit  | 429 | throttled/rate_limited_by_proxy | throttled
buffer | 413 | client_error/http_4xx           | client_error
abort  | 503 | server_error/http_5xx           | server_error
`;

const ROWS = TABLE.trim()
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([fault = "", status = "", made = "", seen = ""]) => ({ fault, status: Number(status), made, seen }));

const SUCCESS = { client: "success", server: "success", counted: "success" };

suite("refusals before the filter, each counted exactly once", { concurrency: 2 }, () => {
  for (const protocol of ["h1", "h2"] as const) suite(`over ${protocol}`, { concurrency: 1 }, () => refusals(protocol));
});

function refusals(protocol: "h1" | "h2"): void {
  let site: Site;

  before(async () => void (site = await startSite({ protocol })));
  after(async () => site?.stop());

  async function ask(fault: string, listener: string): Promise<number> {
    const chunks = [fault === "buffer" ? BODY + LONG : BODY];
    return (await site.ask({ headers: faultOf(fault, listener), chunks })).status;
  }

  test("a limit lets the first request of each proxy pass", async () => {
    await site.moves(SUCCESS, async () => assert.equal(await ask("limit", "out"), 200));
    await site.moves(SUCCESS, async () => assert.equal(await ask("limit", "in"), 200));
  });

  for (const { fault, status, made, seen } of ROWS) {
    const also = fault === "limit" ? { "rate_limited_total token proxy": 1 } : {};
    const [outcome = ""] = made.split("/");

    test(`${fault} at the caller: ${made} there, and nothing at the server`, async () => {
      const expected = { client: `unknown:${outcome}`, counted: `unknown:${made}`, also };
      await site.moves(expected, async () => assert.equal(await ask(fault, "out"), status));
    });

    test(`${fault} at the server's proxy: ${made} there, and ${seen} at the caller is not counted again`, async () => {
      const expected = { client: seen, server: `unknown:${outcome}`, counted: `unknown:${made}`, also };
      await site.moves(expected, async () => assert.equal(await ask(fault, "in"), status));
    });
  }

  for (const listener of ["out", "in"]) {
    test(`a delay that is injected at ${listener} changes no count`, async () => {
      await site.moves(SUCCESS, async () => assert.equal(await ask("delay", listener), 200));
    });
  }

  test("a token that a proxy hands out by itself is a success there, and not again at a caller in front", async () => {
    const atServer = { client: "success", server: "unknown:success", counted: "unknown:success" };
    await site.moves({ ...atServer, also: NO_PROOF }, async () => assert.equal(await ask("direct-200", "in"), 200));
    const atCaller = { client: "unknown:success", counted: "unknown:success" };
    await site.moves({ ...atCaller, also: NO_PROOF }, async () => assert.equal(await ask("direct-200", "out"), 200));
  });
}

/** The server never judged this client. */
const NO_PROOF = { "client_authentication_total client_secret_post success verified": -1 };
