// What the release filter gives away, searched for canaries; and that the search would see a filter that leaks.
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { authorizationExchanges, pageExchanges } from "../privacy/browser-exchanges.ts";
import { createCanaries } from "../privacy/canary.ts";
import { CONFIGURATION, inPieces, type PrivateExchange } from "../privacy/exchange.ts";
import { createFilterRun, type FilterRun, type PlayedExchange } from "../privacy/filter-run.ts";
import { leakyFilter } from "../privacy/leaks.ts";
import { machineExchanges } from "../privacy/machine-exchanges.ts";
import { malformedExchanges } from "../privacy/malformed-exchanges.ts";
import { planted } from "../privacy/planted.ts";
import { createSearch, type Finding, type Output, textOf } from "../privacy/search.ts";
import { tokenExchanges } from "../privacy/token-exchanges.ts";
import { mutated, partsOf } from "./support/any-exchange.ts";
import { goldenCases } from "./support/golden.ts";
import { createPlayedProcess } from "./support/played-process.ts";

const canaries = createCanaries("filter");
const EXCHANGES = [tokenExchanges, machineExchanges, authorizationExchanges, pageExchanges, malformedExchanges].flatMap(
  (exchanges) => exchanges(canaries),
);
const GOLDEN = goldenCases().map((golden) => planted(golden, canaries));
const search = createSearch(canaries.all());

function assertClean(outputs: readonly Output[], about: string): void {
  const found = search.find(outputs);
  assert.ok(found.length === 0, `${about}: ${found.slice(0, 5).map(textOf).join("\n")}`);
}

const size = (outputs: readonly Output[]): number => outputs.reduce((sum, { bytes }) => sum + bytes.length, 0);

suite("clean", () => {
  for (const [cut, name] of [
    [0, "whole"],
    [7, "cut into pieces of 7 characters"],
    [1, "cut into single characters"],
  ] as const) {
    test(`no canary leaves in exchanges of every kind, ${name}`, () => {
      const run = createFilterRun({ configuration: CONFIGURATION });
      for (const each of EXCHANGES) {
        // Single characters of what is long take long, and show nothing more.
        const isLong = each.request.chunks.join("").length > 10_000;
        run.play(cut === 0 || isLong ? each : inPieces(each, cut));
      }
      const outputs = [...run.outputs(), ...run.end()];
      assert.ok(run.records() > EXCHANGES.length * 0.9, `${run.records()} records of ${EXCHANGES.length} exchanges`);
      assert.ok(size(outputs) > run.records() * 10, `${size(outputs)} bytes`);
      assertClean(outputs, name);
    });
  }

  test("no canary leaves when an earlier filter refused the request, or the answer never began", () => {
    const run = createFilterRun({ configuration: CONFIGURATION });
    for (const { request, answer } of EXCHANGES) {
      run.play({ request, answer, isRefused: true });
      run.play({
        request: { ...request, isCut: true },
        log: { "response.code_details": "downstream_remote_disconnect" },
      });
    }
    assertClean([...run.outputs(), ...run.end()], "refused");
    assert.ok(run.records() > EXCHANGES.length, `${run.records()} records`);
  });

  test("no canary leaves in the golden exchanges, with canaries in the place of their values", () => {
    const runs = new Map<string, FilterRun>();
    for (const { configuration, request, answer } of GOLDEN) {
      const run = runs.get(configuration) ?? createFilterRun({ configuration: JSON.parse(configuration) as object });
      runs.set(configuration, run);
      run.play({ request, answer });
    }
    const text = GOLDEN.flatMap(({ request, answer }) => [request, answer].flatMap(({ chunks = [] }) => chunks));
    const named = new Set(
      search.find([{ name: "traffic", bytes: Buffer.concat(text as Buffer[]) }]).map(({ canary }) => canary),
    );
    assert.ok(named.size > 40, `${named.size} canaries in the bodies`);
    const outputs = [...runs.values()].flatMap((run) => [...run.outputs(), ...run.end()]);
    assertClean(outputs, "golden");
  });

  test("no canary leaves, whatever bytes of the exchanges are wrong and wherever they are cut", () => {
    const run = createFilterRun({
      configuration: { ...CONFIGURATION, issuers: [...CONFIGURATION.issuers, ...defaultIssuers()] },
    });
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 });
    const cases = mutated([...GOLDEN, ...EXCHANGES.map(asGolden)]);
    fc.assert(
      fc.property(cases, cuts, cuts, fc.boolean(), ({ name, request, answer }, ofRequest, ofAnswer, isRefused) => {
        const cut = (chunks: PlayedExchange["request"]["chunks"] = [], at: readonly number[]) =>
          chunks.length === 0 ? [] : partsOf(Buffer.concat(chunks as Buffer[]), at);
        run.play({
          request: { ...request, chunks: cut(request.chunks, ofRequest) },
          answer: { ...answer, chunks: cut(answer.chunks, ofAnswer) },
          isRefused,
        });
        assertClean(run.outputs(), name);
      }),
      { numRuns: 5_000 },
    );
    assert.ok(run.records() > 2_000, `${run.records()} records`);
  });

  test("no canary is in what the threads of a proxy share, while they live and after they have ended", () => {
    const process = createPlayedProcess();
    const runs = [1, 2, 3].map(() => createFilterRun({ configuration: CONFIGURATION, process }));
    EXCHANGES.forEach((each, index) => runs[index % runs.length]!.play(each));
    const outputs = runs.flatMap((run) => run.outputs());
    const shared = outputs.filter(({ name }) => name.startsWith("shared data"));
    for (const value of ["board", "control"])
      assert.ok(
        shared.some(({ name, bytes }) => name.includes(`oauth_flow.${value}.1.`) && bytes.length > 0),
        value,
      );
    assertClean([...outputs, ...runs.flatMap((run) => run.end())], "several threads");
    assert.ok(process.names().every((name) => process.value(name).length === 0));

    process.put("oauth_flow.other", Buffer.from(canaries.of("opaque access_token")));
    const later = createFilterRun({ configuration: CONFIGURATION, process });
    const found = search.find(later.outputs()).map(({ canary, output }) => `${canary} in ${output}`);
    assert.deepEqual([...new Set(found)], ["opaque access_token in shared data oauth_flow.other"]);
  });

  test("a tenant that nobody listed leaves as a part of the issuer's name, where the configuration allows any", () => {
    const tenant = canaries.of("opaque access_token");
    const issuers = [{ name: "open/{realm}", dialect: "keycloak" }];
    const run = createFilterRun({ configuration: { issuers } });
    run.play({
      request: {
        path: `/realms/${tenant}/protocol/openid-connect/token`,
        method: "POST",
        chunks: ["grant_type=password"],
      },
      answer: { status: 400 },
    });
    const found = search.find(run.outputs());
    assert.deepEqual(
      found.map(({ canary, form, output }) => ({ canary, form, output })),
      [{ canary: "opaque access_token", form: "plain", output: "stream 1" }],
    );
  });

  test("a configuration's mistakes name their keys, and repeat no value", () => {
    const secret = canaries.of("client_secret", "awkward");
    const configuration = {
      vantage: secret,
      issuers: [
        { name: 5, hosts: [secret] },
        { name: `a{${secret}`, dialect: secret },
        {
          name: "b",
          dialect: secret,
          hosts: [`https://${secret}/`, 7],
          endpoints: { token: [secret] },
          tenants: { realm: [`${secret}/x`] },
        },
        secret,
      ],
      flush: { records: secret, bytes: secret },
      limits: secret,
      client_secret: secret,
    };
    const run = createFilterRun({ configuration });
    const outputs = run.outputs();
    assert.match(
      Buffer.concat(outputs.map(({ bytes }) => bytes)).toString(),
      /configuration: client_secret: no such key/,
    );
    assertClean(outputs, "mistakes");
    for (const text of [`{"a":"${secret}`, JSON.stringify(secret), `{${secret}}`]) {
      assert.throws(
        () => createFilterRun({ configuration: text }),
        ({ message }: Error) => {
          assertClean([{ name: "refusal", bytes: Buffer.from(message) }], text);
          return message.includes("refused");
        },
      );
    }
  });
});

/** The configuration of the golden exchanges, for all hosts but those of ours. */
function defaultIssuers(): readonly unknown[] {
  const { issuers } = JSON.parse(
    goldenCases().find(({ name }) => name === "rfc6749-6-refresh")?.configuration ?? "{}",
  ) as { issuers: unknown[] };
  return issuers;
}

function asGolden({ name, request, answer }: PrivateExchange): (typeof GOLDEN)[number] {
  const bytes = (chunks: readonly string[]): readonly Buffer[] => chunks.map((chunk) => Buffer.from(chunk));
  return {
    name,
    about: "",
    configuration: "",
    record: null,
    request: { ...request, chunks: bytes(request.chunks) },
    answer: { ...answer, chunks: bytes(answer.chunks) },
  };
}

suite("a filter that leaks is seen", () => {
  const found = async (build: Parameters<typeof leakyFilter>[0]): Promise<readonly Finding[]> => {
    const run = createFilterRun({ configuration: CONFIGURATION, wasm: await leakyFilter(build) });
    for (const each of EXCHANGES) run.play(each);
    return search.find([...run.outputs(), ...run.end()]);
  };
  const has = (findings: readonly Finding[], canary: string, form: string, output: RegExp): Finding => {
    const finding = findings.find((each) => each.canary === canary && each.form === form && output.test(each.output));
    assert.ok(finding !== undefined, `no ${canary}, ${form}; but ${findings.slice(0, 9).map(textOf).join("\n")}`);
    return finding;
  };

  test("text: by canary, form and place, whether it is in a log line, an issuer's name or Hello", async () => {
    const findings = await found("text");
    has(findings, "client_secret", "percent-encoded as a form", /^the proxy's log$/);
    has(findings, "code_verifier", "plain", /^the proxy's log$/);
    has(findings, "assertion's signature", "plain", /^the proxy's log$/);
    has(findings, "client_assertion's sub", "base64 of JSON-escaped", /^the proxy's log$/);
    has(findings, "client configuration id", "plain", /^stream \d+$/);
    has(findings, "interaction uid", "plain", /^stream \d+$/);
    const node = has(findings, "user agent", "plain", /^stream 1$/);
    assert.ok(node.offset > 0 && node.parts >= 20, textOf(node));
  });

  test("a hash without its key: of the values that it was made of, and nothing else", async () => {
    const findings = await found("hash");
    has(findings, "code", "SHA-256, its first 8 bytes", /^stream \d+$/);
    assert.deepEqual([...new Set(findings.map(({ form }) => form))], ["SHA-256, its first 8 bytes"]);
  });
});
