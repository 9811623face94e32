// One request and its answer as a client saw them: the clients' own log. Words only; no token, code, secret or name.
import { formsOf } from "./html.ts";

/**
 * Through which listener of the caller's proxy, and by it through which of the server's proxy: the usual ones; a caller's
 * proxy with a short time-out; one without an upstream; one that tries again, since the first try is lost on purpose; a
 * server's proxy with a short time-out; one whose server is down; one that denies; one that limits.
 */
export type Route = "mesh" | "impatient" | "nowhere" | "retrying" | "hurried" | "down" | "guarded" | "limited";

export type Exchange = {
  readonly route: Route;
  readonly method: string;
  /** Without query. */
  readonly path: string;
  /** What the form, else a JSON body, else the query says. */
  readonly grantType: string | undefined;
  readonly responseType: string | undefined;
  /** Of a WebSocket or gRPC it is no exchange, whatever the path. */
  readonly speaks: "http" | "websocket" | "grpc";
  readonly answer: Answer;
};

/** `gave_up`: the client went away before there was an answer; `left`: in the middle of it. `cut`: the answer broke off. */
export type Answer =
  | {
      readonly kind: "answer";
      readonly status: number;
      /** OAuth error code of the body, the redirect, the posted form or the challenge. */
      readonly error: string | undefined;
      /** Names of JSON members, of parameters in the redirect, or of fields in the posted form. */
      readonly names: readonly string[];
    }
  | { readonly kind: "gave_up" }
  | { readonly kind: "left" | "cut"; readonly status: number };

export type Request = {
  readonly route: Route;
  readonly method: string;
  readonly url: URL;
  readonly body: string | undefined;
  readonly contentType: string | undefined;
  /** Of the header. */
  readonly upgrade?: string | undefined;
};

export function exchangeOf(request: Request, answer: Answer): Exchange {
  const { route, method, url, body = "", contentType = "" } = request;
  const form = new URLSearchParams(contentType.startsWith("application/x-www-form-urlencoded") ? body : "");
  const json = contentType.startsWith("application/json") ? jsonOf(body) : {};
  const word = (name: string): string | undefined => {
    const value = form.get(name) ?? json[name] ?? url.searchParams.get(name) ?? undefined;
    return typeof value === "string" ? value : undefined;
  };
  const path = url.pathname;
  const words = { grantType: word("grant_type"), responseType: word("response_type") };
  return { route, method, path, ...words, speaks: protocolOf(request), answer };
}

function protocolOf({ contentType = "", upgrade }: Request): Exchange["speaks"] {
  if (upgrade !== undefined) return "websocket";
  return contentType.startsWith("application/grpc") ? "grpc" : "http";
}

/** Reads a whole answer. `host` is the authorization server's own: what goes elsewhere goes to a client. */
export function answerOf(status: number, headers: Headers, body: string, host: string): Answer {
  const location = headers.get("location");
  if (location !== null) return { kind: "answer", status, ...redirectOf(location, host) };
  const type = headers.get("content-type") ?? "";
  if (type.startsWith("text/html")) return { kind: "answer", status, ...pageOf(body, host) };
  const json = jsonOf(body);
  const error = text(json["error"]) ?? challengeOf(headers.get("www-authenticate") ?? "");
  return { kind: "answer", status, error, names: Object.keys(json) };
}

type Read = Pick<Answer & { kind: "answer" }, "error" | "names">;
const NOTHING: Read = { error: undefined, names: [] };

function redirectOf(location: string, host: string): Read {
  const url = URL.canParse(location) ? new URL(location) : undefined;
  if (url === undefined || url.host === host) return NOTHING;
  const parameters = [...url.searchParams, ...new URLSearchParams(url.hash.slice(1))];
  return { error: new Map(parameters).get("error"), names: parameters.map(([name]) => name) };
}

/** A form that posts itself to another host carries the answer (OAuth 2.0 Form Post Response Mode §2). */
function pageOf(html: string, host: string): Read {
  const form = formsOf(html).find(({ action }) => URL.canParse(action) && new URL(action).host !== host);
  if (form === undefined) return NOTHING;
  return { error: form.fields.get("error"), names: [...form.fields.keys()] };
}

function challengeOf(header: string): string | undefined {
  return /\berror="([^"]*)"/.exec(header)?.[1];
}

function jsonOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
