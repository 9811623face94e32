import type { AggregateKey } from "../model/aggregate.ts";
import { RecordFlag } from "../model/gen/words.ts";
import type { Tuple } from "../model/tuple.ts";
import { authenticationOf } from "./client-authentication.ts";
import { endsFlow } from "./flow-end.ts";

/** The aggregate key of a tuple. `dialect`: as in `authenticationOf`. */
export function aggregateKeyOf(tuple: Tuple, issuer: number, dialect: string | undefined): AggregateKey {
  return {
    issuer,
    endpoint: tuple.endpoint,
    grantType: tuple.grantType,
    outcome: tuple.outcome,
    error: tuple.error,
    authMethod: tuple.authMethod,
    vantage: tuple.vantage,
    responseType: tuple.responseType,
    responseMode: tuple.responseMode,
    pkce: tuple.pkce,
    via: tuple.via,
    rateLimit: tuple.rateLimit,
    unclassified: tuple.unclassified,
    isProxyAnswer: (tuple.flags & (1 << (RecordFlag.ProxyAnswer - 1))) !== 0,
    authentication: authenticationOf(tuple, dialect),
    isFlow: endsFlow(tuple),
  };
}

/** Equal for equal keys, and only for these: one UTF-16 unit for each part. `isFlow` follows from the others. */
export function textOfKey(key: AggregateKey): string {
  return String.fromCharCode(
    key.issuer,
    key.endpoint,
    key.grantType,
    key.outcome,
    key.error,
    key.authMethod,
    key.vantage,
    key.responseType,
    key.responseMode,
    key.pkce,
    key.via,
    key.rateLimit,
    key.unclassified,
    key.isProxyAnswer ? 1 : 0,
    ["neither", "right", "wrong"].indexOf(key.authentication),
  );
}
