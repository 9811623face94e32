// What is sent through Envoy, and what comes back: a file of an application, and a code exchange with a small and a large
// answer. The header `x-answer` asks for the answer, of upstream and of Envoy's own alike.
import { message } from "./http1.ts";

export const TRAFFICS = ["page", "token_1k", "token_16k"] as const;
export type Traffic = (typeof TRAFFICS)[number];

export const TRAFFIC_NAMES: Readonly<Record<Traffic, string>> = {
  page: "not OAuth, 1 KB",
  token_1k: "token, 1 KB",
  token_16k: "token, 16 KB",
};

/** The issuer's host, and one on which the filter is off where it is entered per route. */
export const ISSUER_HOST = "sso.test";
const OTHER_HOST = "app.test";

/** Thirteen headers, as a browser behind a gateway sends them. */
const HEADERS = {
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
  accept: "*/*",
  "accept-language": "en-GB,en;q=0.9",
  "accept-encoding": "identity",
  "cache-control": "no-cache",
  pragma: "no-cache",
  "x-forwarded-proto": "https",
  "x-request-id": "3b2f1c6e-1111-4222-8333-944455556666",
};

const FORM = [
  "grant_type=authorization_code",
  "code=SplxlOBeZQQYbYjxVjcpYw",
  "redirect_uri=https%3A%2F%2Fapp.test%2Fcb",
  "client_id=spa",
  `code_verifier=${"v".repeat(43)}`,
].join("&");

/** Of a page on the issuer's host, unless it is to go where the filter is off. */
export function requestBytes(traffic: Traffic, elsewhere: boolean): Buffer {
  const host = elsewhere && traffic === "page" ? OTHER_HOST : ISSUER_HOST;
  const headers = { host, ...HEADERS, "x-answer": traffic };
  if (traffic === "page") return message("GET /static/app.js HTTP/1.1", headers, "");
  const form = { ...headers, origin: "https://app.test", "content-type": "application/x-www-form-urlencoded" };
  return message("POST /oauth2/token HTTP/1.1", form, FORM);
}

export type TrafficAnswer = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

export function answerOf(traffic: Traffic): TrafficAnswer {
  if (traffic === "page")
    return { headers: { "content-type": "text/javascript", "cache-control": "max-age=60" }, body: "x".repeat(1_024) };
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  return { headers, body: tokens(traffic === "token_1k" ? 1_024 : 16_384) };
}

/** An answer of RFC 6749 §5.1 whose access token fills it up to `size` bytes. */
function tokens(size: number): string {
  const text = (token: string): string =>
    `{"access_token":"${token}","token_type":"Bearer","expires_in":300,"refresh_token":"${"r".repeat(43)}"}`;
  return text("t".repeat(size - text("").length));
}
