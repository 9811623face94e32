// An exchange whose secrets are canaries, and how they are written into it.
import type { Canaries } from "./canary.ts";

/** A request and the answer to it; bodies in the pieces in which they pass. */
export type PrivateExchange = {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly authority: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly chunks: readonly string[];
  };
  readonly answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly chunks: readonly string[];
  };
};

/** What may be left out of an exchange. */
export type Part<T> = { readonly [key in keyof T]?: T[key] };

/** Hosts of the issuers in CONFIGURATION. */
export const HOST = "sso.test";
export const TENANT_HOST = "tenants.test";

const ENDPOINTS = {
  authorization: ["/authorize", "/authorize/resume/{uid}"],
  token: ["/token"],
  par: ["/par"],
  device_authorization: ["/device"],
  ciba: ["/ciba"],
  introspection: ["/introspect"],
  revocation: ["/revoke"],
  userinfo: ["/me"],
  jwks: ["/jwks"],
  discovery: ["/.well-known/openid-configuration"],
  logout: ["/logout"],
  registration: ["/register", "/register/{client}"],
  login: ["/login"],
  interaction: ["/interaction/{uid}", "/interaction/{uid}/{step}"],
  resource: ["/api/{item}"],
};

/** Plugin configuration of the runs: every endpoint, and tenants of which two are listed. */
export const CONFIGURATION = {
  issuers: [
    { name: "corp", hosts: [HOST], endpoints: ENDPOINTS },
    { name: "tenants/{realm}", hosts: [TENANT_HOST], dialect: "keycloak", tenants: { realm: ["staff", "shop"] } },
  ],
};

/** A form or a query (URL Standard, application/x-www-form-urlencoded). */
export function form(members: Readonly<Record<string, string>>): string {
  return new URLSearchParams(members).toString();
}

/** A page with a form of hidden inputs. */
export function page(members: Readonly<Record<string, string>>, action = "https://app.test/cb"): string {
  const inputs = Object.entries(members).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${html(value)}"/>`,
  );
  return `<html><body onload="document.forms[0].submit()"><form method="post" action="${action}">${inputs.join("\n")}</form></body></html>`;
}

/** Text in an attribute of HTML. */
export function html(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/** RFC 6749 §2.3.1: both are form-encoded, then joined, then base64. */
export function basic(client: string, secret: string): string {
  const [user, password] = [client, secret].map((value) => form({ v: value }).slice(2));
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

/** Headers that any request may carry, none of which is the filter's business but the request id. */
export function passing(c: Canaries): Readonly<Record<string, string>> {
  return {
    cookie: `session=${c.of("session cookie")}; csrf=${encodeURIComponent(c.of("csrf cookie", "awkward"))}`,
    "user-agent": `app/${c.of("user agent")}`,
    "x-forwarded-for": `198.51.100.7, ${c.of("forwarded address")}`,
    traceparent: `00-${Buffer.from(c.of("trace")).subarray(0, 16).toString("hex")}-${Buffer.from(c.of("trace")).subarray(16, 24).toString("hex")}-01`,
    baggage: `user=${c.of("baggage")}`,
    referer: `https://app.test/?token=${c.of("referer")}`,
    "x-request-id": c.of("request id", "uuid"),
    "x-own": c.of("own header"),
  };
}

/** An exchange: what is not said is a plain request with the headers of `passing`, and an empty 200. */
export function exchange(
  c: Canaries,
  name: string,
  request: Part<PrivateExchange["request"]>,
  answer: Part<PrivateExchange["answer"]> = {},
): PrivateExchange {
  return {
    name,
    request: {
      method: request.method ?? "GET",
      path: request.path ?? "/",
      authority: request.authority ?? HOST,
      headers: { ...passing(c), ...request.headers },
      chunks: request.chunks ?? [],
    },
    answer: {
      status: answer.status ?? 200,
      headers: { "set-cookie": `id=${c.of("set cookie")}; HttpOnly`, server: c.of("server header"), ...answer.headers },
      chunks: answer.chunks ?? [],
    },
  };
}

/** A request with a form in its body. */
export function posted(path: string, members: Readonly<Record<string, string>>): Part<PrivateExchange["request"]> {
  return {
    method: "POST",
    path,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    chunks: [form(members)],
  };
}

/** An answer in JSON. */
export function json(body: unknown, status = 200): Part<PrivateExchange["answer"]> {
  return { status, headers: { "content-type": "application/json" }, chunks: [JSON.stringify(body)] };
}

/** An answer that is a page. */
export function paged(body: string, status = 200): Part<PrivateExchange["answer"]> {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, chunks: [body] };
}

/** A redirect. */
export function redirect(location: string, status = 302): Part<PrivateExchange["answer"]> {
  return { status, headers: { location }, chunks: [] };
}

/** The same exchange with its bodies in pieces of `size` characters, which cut through its values. */
export function inPieces(whole: PrivateExchange, size: number): PrivateExchange {
  const pieces = (chunks: readonly string[]): readonly string[] => {
    const characters = Array.from(chunks.join(""));
    const count = Math.ceil(characters.length / size);
    return Array.from({ length: count }, (_, at) => characters.slice(at * size, (at + 1) * size).join(""));
  };
  const { name, request, answer } = whole;
  return {
    name: `${name}, in pieces of ${size}`,
    request: { ...request, chunks: pieces(request.chunks) },
    answer: { ...answer, chunks: pieces(answer.chunks) },
  };
}
