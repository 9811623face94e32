// What each entry of the clients' log must show up as in the metrics. Written from the documentation of the metrics and
// the RFCs, apart from the product: it imports nothing that the product uses too.
import type { Exchange } from "../clients/exchange.ts";
import { endpointOf, grantOf, grantOfResponseType, outcomeOfError } from "./words.ts";

/** One exchange as both proxies must have counted it. */
export type Expectation = {
  readonly endpoint: string;
  readonly grant: string;
  /** The grant as the server's proxy sees it: `unknown` where a filter before ours refused the request unread. */
  readonly serverGrant: string;
  /** Outcomes of tries before the last, which the server's proxy saw too. */
  readonly earlier: readonly string[];
  /** Outcome at the proxy before the authorization server; undefined: the request never came there. */
  readonly server: string | undefined;
  /** Outcome at the proxy beside the client. */
  readonly client: string;
  /** Outcomes in `oauth_flow_total`, of the grant that the server's proxy sees. Two where the caller's proxy gave up: its time-out, and a client gone at the server. */
  readonly flows: readonly string[];
};

/** Undefined for what is no exchange: another path, another protocol, a preflight, HEAD. */
export function expectationOf(exchange: Exchange): Expectation | undefined {
  const endpoint = endpointOf(exchange.path);
  const isOther = exchange.speaks !== "http" || exchange.method === "HEAD" || exchange.method === "OPTIONS";
  if (endpoint === undefined || isOther) return undefined;
  const grant = grantAt(endpoint, exchange);
  const { server, client } = outcomesOf(endpoint, exchange);
  // The clients' proxy made the answer itself: it counts there. What the server's proxy saw counts as ever.
  const isRefused = isRefusedUnread(exchange);
  const own = server === client || isRefused ? [] : [client];
  const earlier = exchange.route === "retrying" ? ["server_error"] : [];
  const counted = server === undefined ? own : [...own, ...earlier, server];
  const serverGrant = isRefused ? "unknown" : grant;
  const flows = counted.filter((outcome) => endsFlow(endpoint, serverGrant, outcome));
  return { endpoint, grant, serverGrant, earlier, server, client, flows };
}

/** By a filter of the server's proxy that stands before ours. */
function isRefusedUnread({ route, answer }: Exchange): boolean {
  if (answer.kind !== "answer") return false;
  return (route === "guarded" && answer.status === 403) || (route === "limited" && answer.status === 429);
}

function outcomesOf(endpoint: string, exchange: Exchange): Pick<Expectation, "server" | "client"> {
  const { route, answer } = exchange;
  if (answer.kind === "answer" && route === "nowhere") return { server: undefined, client: "server_error" };
  if (answer.kind === "answer" && route === "impatient" && answer.status === 504) {
    return { server: "aborted", client: "server_error" };
  }
  const outcome = outcomeOf(endpoint, exchange);
  if (route === "guarded" && isRefusedUnread(exchange)) return { server: "denied", client: outcome };
  return { server: outcome, client: outcome };
}

function outcomeOf(endpoint: string, { answer }: Exchange): string {
  if (answer.kind === "gave_up") return "aborted";
  if (answer.kind !== "answer") return answer.kind === "left" ? "aborted" : "server_error";
  const { status, error, names } = answer;
  // RFC 7009 §2.2: a token that is not known is as good as revoked.
  if (endpoint === "revocation" && status === 200) return "success";
  const byError = error === undefined ? undefined : outcomeOfError(error);
  if (status === 429) return byError === "continue" ? "continue" : "throttled";
  if (byError !== undefined) return byError;
  if (status >= 500) return "server_error";
  if (status >= 400) return "client_error";
  switch (endpoint) {
    case "interaction":
      return "continue";
    case "authorization":
      return outcomeOfAuthorization(names);
    case "token":
      return names.includes("access_token") || names.includes("id_token") ? "success" : "unclassified";
    default:
      return "success";
  }
}

function outcomeOfAuthorization(names: readonly string[]): string {
  // JARM: what it says is in a JWT, which nobody on the way can be sure of.
  if (names.includes("response")) return "unclassified";
  return names.includes("code") || names.includes("id_token") || names.includes("access_token")
    ? "success"
    : "continue";
}

function grantAt(endpoint: string, exchange: Exchange): string {
  if (endpoint === "token") return grantOf(exchange.grantType);
  if (endpoint !== "authorization") return "none";
  const { answer, responseType } = exchange;
  const names = answer.kind === "answer" ? answer.names : [];
  const onlyTokens = (names.includes("id_token") || names.includes("access_token")) && !names.includes("code");
  // After a log-in page the request is not there to be seen; tokens without a code say enough.
  return responseType === undefined && onlyTokens ? "implicit" : grantOfResponseType(responseType);
}

/**
 * Every token exchange but `continue`; of authorization answers the errors, and the tokens that come without a code.
 * A browser that goes away there may come again.
 */
function endsFlow(endpoint: string, grant: string, outcome: string): boolean {
  if (endpoint === "token") return outcome !== "continue";
  if (endpoint !== "authorization") return false;
  if (outcome === "success") return grant === "implicit";
  return outcome !== "continue" && outcome !== "aborted" && outcome !== "unclassified";
}
