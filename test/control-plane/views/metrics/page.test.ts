import assert from "node:assert/strict";
import { test } from "node:test";
import { createAggregate } from "../../../../control-plane/aggregate/aggregate.ts";
import { matching, sampleOf, samplesOf, sumOf } from "../../../system/support/metrics.ts";
import { exchange, feed } from "../../aggregate/exchanges.ts";
import { configured, NO_FIGURES, pagesOf, pageText } from "./pages.ts";

/** Many series: every one of them at an issuer of its own. */
const many = Array.from({ length: 600 }, (_, index) => exchange({ issuer: `as-${index}`, answeredUs: 1_000 }));

test("configured issuers begin with zeros for the common grant types and outcomes, and with nothing else", async () => {
  const page = await pageText(createAggregate([]), "text", { issuerNames: ["as", "corp/staff"] });
  const flows = matching(samplesOf(page), "oauth_flow_total", {});
  const series = flows.map(({ labels, value }) => `${Object.values(labels).join(" ")} ${value}`);
  assert.equal(series.length, 18);
  assert.deepEqual(series.slice(0, 9), [
    "as authorization_code success 0",
    "as authorization_code client_error 0",
    "as authorization_code server_error 0",
    "as client_credentials success 0",
    "as client_credentials client_error 0",
    "as client_credentials server_error 0",
    "as refresh_token success 0",
    "as refresh_token client_error 0",
    "as refresh_token server_error 0",
  ]);
});

test("a series that began with zero goes on, and is not there twice", async () => {
  const aggregate = createAggregate([configured("as")]);
  feed(aggregate, [exchange()]);
  const samples = samplesOf(await pageText(aggregate, "text", { issuerNames: ["as"] }));
  const labels = { issuer: "as", grant_type: "authorization_code", outcome: "success" };
  assert.equal(sampleOf(samples, "oauth_flow_total", labels), 1);
});

test("every reason of unclassified begins with zero", async () => {
  const samples = samplesOf(await pageText(createAggregate([])));
  const reasons = matching(samples, "oauth_telemetry_unclassified_total", {}).map(({ labels }) => labels["reason"]);
  assert.deepEqual(reasons, [
    "encoded_body",
    "no_token",
    "jarm",
    "unexpected_redirect",
    "unreadable_body",
    "unexpected_status",
  ]);
});

test("a last success is absent until there is one", async () => {
  const aggregate = createAggregate([configured("as")]);
  feed(aggregate, [exchange({ outcome: "client_error", error: "invalid_grant" })]);
  assert.doesNotMatch(await pageText(aggregate), /^oauth_last_success_timestamp_seconds/m);
  feed(aggregate, [exchange({ startedUs: 1_500_000, endedUs: 250_000 })]);
  assert.match(
    await pageText(aggregate),
    /^oauth_last_success_timestamp_seconds\{issuer="as",grant_type="authorization_code"\} 1\.75$/m,
  );
});

test("a success that is not counted is no last success", async () => {
  const aggregate = createAggregate([configured("as")]);
  feed(aggregate, [exchange({ vantage: "client" })]);
  assert.doesNotMatch(await pageText(aggregate), /^oauth_last_success_timestamp_seconds/m);
});

test("a page is of one instant, though rows come while it is made", async () => {
  const aggregate = createAggregate([]);
  feed(aggregate, many);
  let aggregated = many.length;
  let breaths = 0;
  const pages = pagesOf(aggregate, {
    figures: () => ({ ...NO_FIGURES, aggregated }),
    async breathe() {
      breaths += 1;
      feed(aggregate, [...many, exchange({ issuer: `late-${breaths}` })]);
      aggregated += many.length + 1;
    },
  });
  const samples = samplesOf((await pages("text")).join(""));
  assert.ok(breaths >= 12, `only ${breaths} breaths: the page is not made in slices`);
  assert.equal(sampleOf(samples, "oauth_telemetry_records_aggregated_total"), 600);
  assert.equal(sumOf(samples, "oauth_exchange_total"), 600);
  assert.equal(sumOf(samples, "oauth_exchange_duration_seconds_count"), 600);
  assert.equal(sumOf(samples, "oauth_client_authentication_total"), 600);
  const next = samplesOf((await pages("text")).join(""));
  assert.equal(sumOf(next, "oauth_exchange_total"), sampleOf(next, "oauth_telemetry_records_aggregated_total"));
  assert.ok(sumOf(next, "oauth_exchange_total") > 600);
});

test("a page that is asked for while another is made leaves that one its instant, and has its own", async () => {
  const aggregate = createAggregate([]);
  feed(aggregate, many);
  let aggregated = many.length;
  let second: Promise<readonly string[]> | undefined;
  const pages = pagesOf(aggregate, {
    figures: () => ({ ...NO_FIGURES, aggregated }),
    async breathe() {
      feed(aggregate, many);
      aggregated += many.length;
      second ??= pages("openmetrics");
    },
  });
  const first = await pages("text");
  for (const page of [first, (await second) ?? []]) {
    const samples = samplesOf(page.join(""));
    const rows = sampleOf(samples, "oauth_telemetry_records_aggregated_total");
    assert.equal(sumOf(samples, "oauth_exchange_total"), rows);
    assert.equal(sumOf(samples, "oauth_exchange_duration_seconds_count"), rows);
    assert.equal(sumOf(samples, "oauth_client_authentication_total"), rows);
  }
});

test("a page is made in slices of at most fifty histograms or a thousand other series", async () => {
  const aggregate = createAggregate([]);
  feed(aggregate, many);
  const chunks = await pagesOf(aggregate)("text");
  const lines = (chunk: string): number => chunk.split("\n").length - 1;
  const histograms = chunks.filter((chunk) => chunk.includes("_bucket{"));
  assert.equal(histograms.length, 24);
  assert.ok(Math.max(...histograms.map(lines)) <= 50 * 21 + 2);
  // The longest of the others has two lines for each issuer.
  assert.ok(Math.max(...chunks.map(lines)) <= 2 * 601 + 4);
});

test("calls that come while a page is made share the next one of their format", async () => {
  const aggregate = createAggregate([]);
  feed(aggregate, many);
  let made = 0;
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const pages = pagesOf(aggregate, { figures: () => ({ ...NO_FIGURES, emitted: (made += 1) }), breathe: () => gate });
  const first = pages("text");
  await Promise.resolve();
  const waiting = [pages("text"), pages("openmetrics"), pages("text"), pages("openmetrics")];
  open();
  const texts = (await Promise.all([first, ...waiting])).map((chunks) => chunks.join(""));
  const emitted = texts.map((text) => sampleOf(samplesOf(text), "oauth_telemetry_records_emitted_total"));
  assert.deepEqual(emitted, [1, 2, 3, 2, 3]);
  assert.equal(made, 3);
});

test("a page that could not be made is an error for who asked, and the next one is made again", async () => {
  let fails = true;
  const pages = pagesOf(createAggregate([]), {
    async processText() {
      if (fails) throw new Error("no figures");
      return "";
    },
  });
  await assert.rejects(pages("text"), /no figures/);
  fails = false;
  assert.match((await pages("text")).join(""), /oauth_telemetry_streams 0/);
});

test("issuers and series beyond their limits are shown as `other`, counted, and missing from no sum", async () => {
  const aggregate = createAggregate([]);
  const crowd = Array.from({ length: 5_000 }, (_, index) => exchange({ issuer: `as-${index % 2_500}` }));
  feed(aggregate, crowd);
  const text = await pageText(aggregate);
  const samples = samplesOf(text);
  // 1,024 issuers, one of which is `other`.
  assert.equal(matching(samples, "oauth_exchange_total", {}).length, 1_024);
  assert.equal(sumOf(samples, "oauth_exchange_total"), 5_000);
  assert.equal(sumOf(samples, "oauth_exchange_total", { issuer: "other" }), (2_500 - 1_023) * 2);
  assert.equal(sampleOf(samples, "oauth_telemetry_label_overflow_total", { label: "issuer" }), (2_500 - 1_023) * 2);
  assert.equal(sampleOf(samples, "oauth_telemetry_label_overflow_total", { label: "known" }), 0);
});
