// Exchanges that are unusual in one way each: the groups headers, request body, response, protocols and addresses of
// kinds.ts. What they are named after is what they are.
import { gzipSync } from "node:zlib";
import type { Value } from "../../host/pairs.ts";
import type { Kind } from "./kinds.ts";
import type { Draw } from "./random.ts";
import { NOTHING, setHeader, type Shot, shotOf, type Side, sideOf } from "./shot.ts";
import { bytesOf } from "./soup.ts";
import { FORM_TYPE } from "./words.ts";

type Special = (draw: Draw, shot: Shot) => void;

const CODE =
  "grant_type=authorization_code&code=SplxlOBeZQQYbYjxVjcpYw&client_id=spa&redirect_uri=https%3A%2F%2Fa%2Fcb";
const TOKENS =
  '{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"Bearer","expires_in":3600,"refresh_token":"tGzv3"}';
const NESTED = Buffer.from(`${'{"a":['.repeat(5_000)}1${"]}".repeat(5_000)}`);
const MANY: readonly (readonly [string, string])[] = Array.from(
  { length: 1_025 },
  (_, at) => [`x-${at}`, "1"] as const,
);
const LONG_PATH = `/token?x=${"a".repeat(70_000)}`;
const GZIPPED = gzipSync(TOKENS);
const OVER_CAP = Buffer.from(`${"x".repeat(70_000)}&${CODE}`);

/** A token exchange that is in order. */
export function tokenShot(): Shot {
  const request = sideOf(
    [
      [":authority", "sso.test"],
      [":path", "/token"],
      [":method", "POST"],
      [":scheme", "https"],
      ["content-type", FORM_TYPE],
    ],
    Buffer.from(CODE),
  );
  const response = sideOf(
    [
      [":status", "200"],
      ["content-type", "application/json"],
    ],
    Buffer.from(TOKENS),
  );
  return shotOf("token", request, response);
}

const responseOf = (shot: Shot): Side => (shot.response ??= sideOf([[":status", "200"]]));
const form =
  (more: string): Special =>
  (_draw, { request }) =>
    void (request.body = Buffer.from(CODE + more));
const json =
  (body: Buffer | string): Special =>
  (_draw, shot) =>
    void (responseOf(shot).body = Buffer.from(body));
const header =
  (name: string, value: Value): Special =>
  (_draw, { request }) =>
    void request.headers.push([name, value]);
const answer =
  (status: string, headers: readonly (readonly [string, string])[], body = ""): Special =>
  (_draw, shot) =>
    void (shot.response = sideOf([[":status", status], ...headers], Buffer.from(body)));
const method =
  (name: string, path = "/token"): Special =>
  (_draw, { request }) => {
    setHeader(request, ":method", name);
    setHeader(request, ":path", path);
    request.body = NOTHING;
    request.ending = "headers";
  };
const address =
  (text: string): Special =>
  (_draw, shot) =>
    void (shot.properties = { ...shot.properties, "source.address": text, "upstream.address": text });
const authority =
  (text: string): Special =>
  (_draw, { request }) =>
    setHeader(request, ":authority", text);

/** What makes a token exchange one of its kind. */
export const SPECIALS: Partial<Readonly<Record<Kind, Special>>> = {
  "headers.no_path": (_draw, { request }) =>
    void request.headers.splice(
      request.headers.findIndex(([name]) => name === ":path"),
      1,
    ),
  "headers.long_path": (_draw, { request }) => setHeader(request, ":path", LONG_PATH),
  "headers.1024": (_draw, { request }) =>
    void request.headers.push(
      ...MANY.slice(request.headers.length + 1).map(([name, value]) => [name, value] as [string, string]),
    ),
  "headers.1025": (_draw, { request }) =>
    void request.headers.push(
      ...MANY.slice(request.headers.length).map(([name, value]) => [name, value] as [string, string]),
    ),
  "headers.empty_value": (draw, { request }) => {
    const [name] = draw.pick(request.headers);
    setHeader(request, name, "");
  },
  "headers.authorization_twice": (_draw, { request }) =>
    void request.headers.push(["authorization", "Basic YTpi"], ["authorization", "Bearer x"]),
  "headers.comma": header("authorization", "Basic YTpi, Bearer x"),
  "headers.not_utf8": (draw, { request, response }) => {
    request.headers.push(["authorization", Buffer.from([0x42, 0x61, 0x73, 0x69, 0x63, 0x20, 0xff, 0xc3, 0x28])]);
    setHeader(request, draw.oneIn(2) ? ":path" : "content-type", bytesOf(draw, 20));
    response?.headers.push(["location", bytesOf(draw, 30)]);
  },
  "headers.upper_case": ({ oneIn }, { request }) =>
    request.headers.push(oneIn(2) ? ["Authorization", "Basic YTpi"] : ["CONTENT-TYPE", "text/plain"]),
  "request.over_cap": (_draw, { request }) => void (request.body = OVER_CAP),
  "request.length_smaller": header("content-length", "1"),
  "request.length_larger": header("content-length", "999999"),
  "request.plus": form("&scope=a+b&client_secret=+"),
  "request.percent_zz": form("&client_secret=%zz%"),
  "request.percent_00": form("&client_secret=%00&%00=%00"),
  "request.ampersands": form("&&&&client_secret=x&&"),
  "request.equals": form("&=&=x&client_secret=="),
  "request.repeated": form("&grant_type=password&code=other&client_id=b&code="),
  "request.wrong_type": (_draw, { request }) => setHeader(request, "content-type", "application/json"),
  "request.json": (_draw, { request }) => {
    setHeader(request, "content-type", "application/json");
    request.body = Buffer.from('{"grant_type":"client_credentials","client_id":"a","client_secret":"b"}');
  },
  "response.json_200": json(TOKENS),
  "response.error_400": answer("400", [["content-type", "application/json"]], '{"error":"invalid_grant"}'),
  "response.401": answer("401", [["www-authenticate", 'Basic realm="x", error="invalid_client"']]),
  "response.fragment": answer("302", [["location", "https://a/cb#access_token=t&token_type=Bearer&state=s"]]),
  "response.form_post": answer(
    "200",
    [["content-type", "text/html"]],
    '<form method="post"><input type="hidden" name="code" value="a&#x41;b"/></form>',
  ),
  "response.gzip": (_draw, shot) => {
    const response = responseOf(shot);
    response.headers.push(["content-encoding", "gzip"]);
    response.body = GZIPPED;
  },
  "response.204": answer("204", []),
  "response.local_reply": (draw, shot) => {
    shot.log["response.code_details"] = draw.pick(["route_not_found", "response_timeout", "rbac_access_denied"]);
    shot.log["response.flags"] = BigInt(1 << draw.below(28));
    shot.response = sideOf([[":status", draw.pick(["503", "504", "403", "404"])]], Buffer.from("no healthy upstream"));
  },
  "response.trailers": (_draw, shot) => {
    const response = responseOf(shot);
    response.trailers = [["grpc-status", "0"]];
    response.ending = "trailers";
  },
  "response.truncated": (draw, shot) =>
    void (responseOf(shot).body = Buffer.from(TOKENS.slice(0, draw.below(TOKENS.length)))),
  "response.nested": json(NESTED),
  "response.duplicate_keys": json('{"error":"a","error":"invalid_grant","access_token":"x","access_token":null}'),
  "response.u0000": json('{"error":"invalid\\u0000grant","access_token":"\\u0000"}'),
  "response.surrogates": json('{"error":"\\ud83d\\ude00","access_token":"\\ud83d","id_token":"\\ude00\\ud83d"}'),
  "response.number_as_text": json('{"access_token":"x","expires_in":"3600","token_type":7}'),
  "response.bom": json(`\ufeff${TOKENS}`),
  "response.none": (_draw, shot) => void (shot.response = undefined),
  "protocol.websocket": (draw, shot) => {
    method("GET")(draw, shot);
    shot.request.headers.push(["upgrade", "websocket"], ["connection", "Upgrade"]);
    shot.request.body = bytesOf(draw, 60);
    shot.request.ending = "never";
    shot.response = sideOf([[":status", "101"]], bytesOf(draw, 60));
    shot.response.ending = "never";
  },
  "protocol.connect": (draw, shot) => {
    method("CONNECT", "")(draw, shot);
    setHeader(shot.request, ":authority", "sso.test:443");
    shot.request.ending = "never";
    shot.request.body = bytesOf(draw, 40);
  },
  "protocol.grpc": (draw, shot) => {
    shot.protocol = "HTTP/2";
    setHeader(shot.request, "content-type", "application/grpc");
    shot.request.body = bytesOf(draw, 50);
    const response = responseOf(shot);
    response.trailers = [["grpc-status", "13"]];
    response.ending = "trailers";
  },
  "protocol.http10": (_draw, shot) => {
    shot.protocol = "HTTP/1.0";
    shot.request.headers = shot.request.headers.filter(([name]) => name !== ":authority");
  },
  "protocol.early_hints": (_draw, shot) => void (shot.hasHints = true),
  "protocol.head": method("HEAD"),
  "protocol.options": method("OPTIONS"),
  "protocol.redirected_inside": (_draw, shot) => {
    shot.log["response.code_details"] = "internal_redirect";
    shot.response = sideOf([
      [":status", "302"],
      ["location", "/authorize?code=c"],
    ]);
  },
  "address.ipv4": (draw, shot) => (address("10.0.0.1:5000")(draw, shot), authority("10.0.0.1:8443")(draw, shot)),
  "address.ipv6": (draw, shot) => (
    address("[2001:db8::1]:5000")(draw, shot), authority("[2001:db8::1]:8443")(draw, shot)
  ),
  "address.unix": (draw, shot) => (address("/var/run/a.sock")(draw, shot), authority("/var/run/a.sock")(draw, shot)),
  "address.empty": (draw, shot) => (address("")(draw, shot), authority("")(draw, shot)),
};

export const SPECIAL_KINDS = Object.keys(SPECIALS) as readonly Kind[];
/** These cost as much as a hundred others. */
export const HEAVY: ReadonlySet<Kind> = new Set<Kind>([
  "headers.long_path",
  "headers.1024",
  "headers.1025",
  "request.over_cap",
  "response.nested",
]);
