import { Endpoint, GrantType, Outcome } from "../model/gen/words.ts";
import type { Tuple } from "../model/tuple.ts";

/** Answers of the authorization endpoint that end an attempt to get tokens; a browser that went away may come again. */
const ENDING: ReadonlySet<number> = new Set([
  Outcome.Denied,
  Outcome.ClientError,
  Outcome.Throttled,
  Outcome.ServerError,
]);

/**
 * Whether an exchange ends an attempt to get tokens: every token exchange but `continue`; of the authorization answers
 * the errors, and the successes that carry the tokens themselves.
 */
export function endsFlow(tuple: Tuple): boolean {
  if (tuple.endpoint === Endpoint.Token) return tuple.outcome !== Outcome.Continue;
  if (tuple.endpoint !== Endpoint.Authorization) return false;
  if (tuple.outcome === Outcome.Success) return tuple.grantType === GrantType.Implicit;
  return ENDING.has(tuple.outcome);
}
