// One exchange of each kind, as a proxy passes it: what the host part and the wire part measure, and the tests pin.
import type { Pairs } from "../../host/pairs.ts";
import type { Exchange, Message } from "../../host/types.ts";

export type Case = { readonly name: string; readonly exchange: Exchange };

const HEADERS: Pairs = [
  ["user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"],
  ["accept", "*/*"],
  ["x-request-id", "3b2f1c6e-1111-4222-8333-944455556666"],
  ["x-forwarded-proto", "https"],
];
const FORM: Pairs = [...HEADERS, ["content-type", "application/x-www-form-urlencoded"]];
const BASIC: Pairs = [...FORM, ["authorization", `Basic ${Buffer.from("svc:s3cret").toString("base64")}`]];
const JSON_HEADERS: Pairs = [
  ["content-type", "application/json"],
  ["cache-control", "no-store"],
];
const JWT = `eyJhbGciOiJSUzI1NiJ9.${"x".repeat(900)}.${"y".repeat(342)}`;
const REFRESH = `,"refresh_token":"${"r".repeat(43)}"`;

function request(method: string, path: string, headers: Pairs, chunks: readonly string[] = []): Message {
  const pseudo: Pairs = [
    [":authority", "sso.test"],
    [":path", path],
    [":method", method],
    [":scheme", "https"],
  ];
  return { headers: [...pseudo, ...headers], chunks };
}

function answer(status: number, headers: Pairs, chunks: readonly string[] = []): Message {
  return { headers: [[":status", String(status)], ...headers], chunks };
}

const tokens = (more: string): Message =>
  answer(200, JSON_HEADERS, [`{"access_token":"${JWT}","token_type":"Bearer","expires_in":300${more}}`]);

const failed = (status: number, error: string): Message =>
  answer(status, JSON_HEADERS, [`{"error":"${error}","error_description":"x"}`]);

const token = (body: string, response: Message, headers = FORM): Exchange => ({
  request: request("POST", "/oauth2/token", headers, [body]),
  response,
});

const CODE = [
  "grant_type=authorization_code",
  "code=SplxlOBeZQQYbYjxVjcpYw",
  "redirect_uri=https%3A%2F%2Fapp.test%2Fcb",
  "client_id=spa",
  `code_verifier=${"v".repeat(43)}`,
].join("&");
const DEVICE = `grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=${"d".repeat(43)}&client_id=tv`;
const EXCHANGE = [
  "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange",
  `subject_token=${JWT}`,
  "subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token",
  "audience=backend",
].join("&");
const AUTHORIZE = [
  "/oauth2/authorize?response_type=code",
  "client_id=spa",
  `state=${"s".repeat(22)}`,
  `code_challenge=${"c".repeat(43)}`,
  "code_challenge_method=S256",
  "redirect_uri=https%3A%2F%2Fapp.test%2Fcb",
].join("&");
const LOCATION = `https://app.test/cb?code=SplxlOBeZQQYbYjxVjcpYw&state=${"s".repeat(22)}`;
const DENIED = { "response.code_details": "rbac_access_denied_matched_policy[none]" };

/** By what they are, and at the token endpoint by grant. */
export const CASES: readonly Case[] = [
  {
    name: "not OAuth",
    exchange: { request: request("GET", "/static/app.js", HEADERS), response: answer(200, [], ["x".repeat(1_024)]) },
  },
  { name: "client_credentials", exchange: token("grant_type=client_credentials&scope=a", tokens(""), BASIC) },
  { name: "authorization_code", exchange: token(CODE, tokens(REFRESH)) },
  {
    name: "refresh_token",
    exchange: token(`grant_type=refresh_token&refresh_token=${"q".repeat(43)}&client_id=spa`, tokens(REFRESH)),
  },
  { name: "device_code, pending", exchange: token(DEVICE, failed(400, "authorization_pending")) },
  { name: "token_exchange", exchange: token(EXCHANGE, tokens(""), BASIC) },
  {
    name: "client refused",
    exchange: token("grant_type=client_credentials", failed(401, "invalid_client"), BASIC),
  },
  {
    name: "authorization",
    exchange: { request: request("GET", AUTHORIZE, HEADERS), response: answer(302, [["location", LOCATION]]) },
  },
  {
    name: "denied before the filter",
    exchange: { ...token(CODE, answer(403, [["content-type", "text/plain"]])), isDenied: true, log: DENIED },
  },
];

/** Plugin configuration under which all of them are the issuer's; `more` is added. */
export function configurationOf(more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    aggregator: { cluster: "aggregator" },
    vantage: "server",
    issuers: [{ name: "corp", hosts: ["sso.test"], dialect: "spring" }],
    ...more,
  });
}
