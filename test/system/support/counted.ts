// What a scrape counts, as short keys, and what one fault must move on it: every counter, the count of every histogram, and
// the time of the last success; and no other. Buckets and sums are in durations.ts.
import type { Took } from "./durations.ts";
import { type Sample, matching } from "./metrics.ts";

/** Value by key, such as `flow_total client_credentials success`: label values in the page's order, issuer `corp` left out. */
export type Counts = ReadonlyMap<string, number>;

/**
 * What a fault comes to. Each cell has words of the form `[GRANT:]OUTCOME[/ERROR][*N]`, apart by spaces; the grant is
 * `client_credentials` unless it is there.
 */
export type Expected = {
  /** Exchanges that the caller's proxy saw, and the server's. Nothing: none. */
  readonly client?: string;
  readonly server?: string;
  /** What metrics without `vantage` count, with the error: at the token endpoint each is a flow. */
  readonly counted?: string;
  /** Series beside those that follow from the cells. */
  readonly also?: Readonly<Record<string, number>>;
  /** Where all durations of it are. */
  readonly took?: Took;
  /** Default `token`. */
  readonly endpoint?: "token" | "authorization";
};

/** Telemetry of streams, not of exchanges: a connection that ends or a stream that opens moves it. */
const OF_STREAMS = /^oauth_telemetry_(?:streams_ended|http_refused|epochs_evicted)_total$/;

/** All counters of a page and the counts of its histograms. */
export function countsOf(samples: readonly Sample[]): Counts {
  const counts = new Map<string, number>();
  for (const { name, labels, value } of samples) {
    if (!/^oauth_.*_(?:total|count)$/.test(name) || OF_STREAMS.test(name)) continue;
    const values = Object.entries(labels).filter(([label, text]) => label !== "issuer" || text !== "corp");
    counts.set([name.slice("oauth_".length), ...values.map(([, text]) => text)].join(" "), value);
  }
  return counts;
}

/** Grants whose last success is another one than before, sorted. */
export function succeededSince(before: readonly Sample[], after: readonly Sample[]): readonly string[] {
  const lastOf = (samples: readonly Sample[]): ReadonlyMap<string, number> =>
    new Map(
      matching(samples, "oauth_last_success_timestamp_seconds", {}).map(({ labels, value }) => [
        labels["grant_type"] ?? "",
        value,
      ]),
    );
  const had = lastOf(before);
  return [...lastOf(after)]
    .filter(([grant, at]) => at > (had.get(grant) ?? 0))
    .map(([grant]) => grant)
    .sort();
}

/** What `succeededSince` must give. */
export function succeedingIn({ counted, endpoint = "token" }: Expected): readonly string[] {
  const successes = endpoint === "token" ? wordsOf(counted).filter(({ outcome }) => outcome === "success") : [];
  return [...new Set(successes.map(({ grant }) => grant))].sort();
}

/** Lines `KEY +N` of what differs, sorted. */
export function differenceOf(before: Counts, after: Counts): readonly string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys
    .map((key) => [key, (after.get(key) ?? 0) - (before.get(key) ?? 0)] as const)
    .filter(([, difference]) => difference !== 0)
    .map(([key, difference]) => `${key} ${difference > 0 ? "+" : ""}${difference}`)
    .sort();
}

/** The lines that `differenceOf` must give, by the rules of docs/metrics.md, "What counts where". */
export function linesOf(expected: Expected): readonly string[] {
  const endpoint = expected.endpoint ?? "token";
  const counts = new Map<string, number>();
  const add = (key: string, times: number): void => void counts.set(key, (counts.get(key) ?? 0) + times);
  for (const vantage of ["client", "server"] as const) {
    for (const { grant, outcome, times } of wordsOf(expected[vantage])) {
      const result = resultOf(outcome);
      add(`exchange_total ${endpoint} ${grant} ${outcome} ${vantage}`, times);
      add(`exchange_duration_seconds_count ${endpoint} ${grant} ${result} ${vantage}`, times);
      const own = endpoint === "token" ? OWN_DURATION[grant] : undefined;
      if (own !== undefined) add(`${own}_duration_seconds_count ${result} ${vantage}`, times);
      for (const stage of ["emitted", "received", "aggregated"]) add(`telemetry_records_${stage}_total`, times);
    }
  }
  for (const { grant, outcome, error, times } of wordsOf(expected.counted)) {
    const isToken = endpoint === "token";
    if (isToken ? outcome !== "continue" : ENDS_AUTHORIZATION.has(outcome))
      add(`flow_total ${grant} ${outcome}`, times);
    if (isToken && grant === "refresh_token") add(`refresh_total ${outcome}`, times);
    if (error !== undefined) add(`exchange_errors_total ${endpoint} ${grant} ${error}`, times);
    // The requests here authenticate with client_secret_post, and a success proves the client.
    if (isToken && outcome === "success") add("client_authentication_total client_secret_post success verified", times);
  }
  for (const [key, times] of Object.entries(expected.also ?? {})) add(key, times);
  return [...counts]
    .filter(([, times]) => times !== 0)
    .map(([key, times]) => `${key} +${times}`)
    .sort();
}

/** How many exchanges a cell stands for. */
export function timesOf(cell: string | undefined): number {
  return wordsOf(cell).reduce((sum, { times }) => sum + times, 0);
}

const OWN_DURATION: Readonly<Record<string, string>> = {
  authorization_code: "authorization_code_exchange",
  refresh_token: "refresh",
};
const ENDS_AUTHORIZATION: ReadonlySet<string> = new Set(["denied", "client_error", "throttled", "server_error"]);

type Word = {
  readonly grant: string;
  readonly outcome: string;
  readonly error: string | undefined;
  readonly times: number;
};

function wordsOf(cell = ""): readonly Word[] {
  return cell
    .split(" ")
    .filter((word) => word !== "")
    .map((word) => {
      const found = /^(?:(\w+):)?(\w+)(?:\/(\w+))?(?:\*(\d+))?$/.exec(word);
      if (found === null) throw new Error(`want [GRANT:]OUTCOME[/ERROR][*N], got "${word}"`);
      const [, grant = "client_credentials", outcome = "", error, times = "1"] = found;
      return { grant, outcome, error, times: Number(times) };
    });
}

function resultOf(outcome: string): string {
  return ["success", "continue", "aborted"].includes(outcome) ? outcome : "error";
}
