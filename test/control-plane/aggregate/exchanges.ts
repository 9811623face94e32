// Exchanges in words, for the tests of aggregate and views.
import type { Aggregate } from "../../../control-plane/aggregate/aggregate.ts";
import * as words from "../../../control-plane/model/gen/words.ts";
import { createRows, MAX_ROWS } from "../../../control-plane/model/rows.ts";
import { REFUSED, type Tuple } from "../../../control-plane/model/tuple.ts";

type Word<Labels extends readonly string[]> = Labels[number];

/** An exchange as one proxy saw it. Words are label values; "" is "not set". */
export type Exchange = {
  readonly issuer: string;
  readonly endpoint: Word<typeof words.ENDPOINT_LABELS>;
  readonly grantType: Word<typeof words.GRANT_TYPE_LABELS>;
  readonly outcome: Word<typeof words.OUTCOME_LABELS>;
  readonly error: Word<typeof words.ERROR_CODE_LABELS>;
  readonly authMethod: Word<typeof words.AUTH_METHOD_LABELS>;
  readonly vantage: Word<typeof words.VANTAGE_LABELS>;
  readonly status: number;
  readonly responseType: Word<typeof words.RESPONSE_TYPE_LABELS>;
  readonly responseMode: Word<typeof words.RESPONSE_MODE_LABELS>;
  readonly pkce: Word<typeof words.PKCE_LABELS>;
  readonly via: Word<typeof words.VIA_LABELS>;
  readonly rateLimit: Word<typeof words.RATE_LIMIT_KIND_LABELS>;
  readonly unclassified: Word<typeof words.UNCLASSIFIED_REASON_LABELS>;
  readonly isProxyAnswer: boolean;
  /** Hash of the client; 0 = none. */
  readonly client: number;
  readonly startedUs: number;
  readonly answeredUs: number;
  readonly endedUs: number;
  readonly attempts: number;
};

/** A token exchange that succeeds, seen at the server; `over` says what is different. */
export function exchange(over: Partial<Exchange> = {}): Exchange {
  return {
    issuer: "as",
    endpoint: "token",
    grantType: "authorization_code",
    outcome: "success",
    error: "none",
    authMethod: "client_secret_basic",
    vantage: "server",
    status: 200,
    responseType: "",
    responseMode: "",
    pkce: "",
    via: "",
    rateLimit: "",
    unclassified: "",
    isProxyAnswer: false,
    client: 7,
    startedUs: 1_000_000,
    answeredUs: 30_000,
    endedUs: 40_000,
    attempts: 1,
    ...over,
  };
}

export function tupleOf(one: Exchange): Tuple {
  return {
    issuer: one.issuer,
    endpoint: words.ENDPOINT_LABELS.indexOf(one.endpoint),
    grantType: words.GRANT_TYPE_LABELS.indexOf(one.grantType),
    outcome: words.OUTCOME_LABELS.indexOf(one.outcome),
    error: words.ERROR_CODE_LABELS.indexOf(one.error),
    authMethod: words.AUTH_METHOD_LABELS.indexOf(one.authMethod),
    vantage: words.VANTAGE_LABELS.indexOf(one.vantage),
    status: one.status,
    responseType: words.RESPONSE_TYPE_LABELS.indexOf(one.responseType),
    responseMode: words.RESPONSE_MODE_LABELS.indexOf(one.responseMode),
    pkce: words.PKCE_LABELS.indexOf(one.pkce),
    via: words.VIA_LABELS.indexOf(one.via),
    rateLimit: words.RATE_LIMIT_KIND_LABELS.indexOf(one.rateLimit),
    unclassified: words.UNCLASSIFIED_REASON_LABELS.indexOf(one.unclassified),
    flags: one.isProxyAnswer ? 1 : 0,
    keys: 0,
  };
}

/** Gives the aggregate one batch after the other; returns how many exchanges it refused. `nowMs`: of both clocks. */
export function feed(
  aggregate: Aggregate,
  exchanges: readonly Exchange[],
  nowMs = 2_000,
  steadyMs: number = nowMs,
): number {
  let refused = 0;
  for (let from = 0; from < exchanges.length; from += MAX_ROWS) {
    const rows = createRows();
    for (const one of exchanges.slice(from, from + MAX_ROWS)) {
      const tuple = aggregate.intern(tupleOf(one));
      if (tuple === REFUSED) {
        refused += 1;
        continue;
      }
      const row = rows.count;
      rows.tuple[row] = tuple;
      rows.startedUs[row] = one.startedUs;
      rows.answeredUs[row] = one.answeredUs;
      rows.endedUs[row] = one.endedUs;
      rows.attempts[row] = one.attempts;
      rows.clientLow[row] = one.client;
      rows.count += 1;
    }
    aggregate.aggregate(rows, { wallMs: nowMs, steadyMs });
  }
  return refused;
}
