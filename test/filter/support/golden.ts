// Golden exchanges: readable HTTP in, one record out. A file of test/golden/exchanges/ is
//
//   words: what it shows, and where it comes from
//   {"issuers": …}           optional: plugin configuration; default: an issuer `as` on any host, with the RFCs' paths
//   -->                      the request, as HTTP/1.1
//   <--                      the answer
//   ===                      the record as JSON; null = no OAuth exchange
//
// A line that begins with white space goes on the line before, in headers and in forms, as RFCs print them; a form may
// also end a line with `&`, or begin the next with it. A body is compressed as its content-encoding says.
// In the record, `keys` has the values that were hashed, decoded as they were meant.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as words from "../../../control-plane/model/gen/words.ts";
import type { HttpAnswer, HttpRequest } from "./played-envoy.ts";
import { hashOf, type ReadRecord } from "./rows.ts";

export const FOLDER = "test/golden/exchanges";

export type GoldenCase = {
  readonly name: string;
  readonly about: string;
  readonly configuration: string;
  readonly request: HttpRequest;
  readonly answer: HttpAnswer;
  readonly record: Shape | null;
};

/** A record as golden files say it. */
export type Shape = Readonly<Record<string, unknown>>;

/** The paths of the RFCs' own examples. */
const ENDPOINTS = {
  authorization: ["/authorize"],
  token: ["/token", "/token.oauth2", "/as/token.oauth2"],
  par: ["/as/par"],
  device_authorization: ["/device_authorization"],
  ciba: ["/bc-authorize"],
  introspection: ["/introspect"],
  revocation: ["/revoke"],
  userinfo: ["/userinfo"],
  jwks: ["/jwks.json"],
  logout: ["/logout"],
  registration: ["/register", "/register/{client}"],
  resource: ["/resource"],
};
const DEFAULT = { issuers: [{ name: "as", dialect: "generic", endpoints: ENDPOINTS }] };

/** Every case of the folder, in order of name. Throws at a file that is not of the format, naming it. */
export function goldenCases(): readonly GoldenCase[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".http"))
    .sort()
    .map((file) => parseCase(file.slice(0, -5), readFileSync(join(FOLDER, file), "utf8")));
}

function parseCase(name: string, text: string): GoldenCase {
  const [head, rest] = split(name, text, "\n-->\n");
  const [request, more] = split(name, rest, "\n<--\n");
  const [answer, record] = split(name, more, "\n===\n");
  const [about = "", ...configuration] = head.split("\n{");
  const settings = configuration.length === 0 ? DEFAULT : read(name, `{${configuration.join("\n{")}`);
  return {
    name,
    about: about.replaceAll(/\s+/g, " ").trim(),
    configuration: JSON.stringify({
      aggregator: { cluster: "aggregator" },
      vantage: "server",
      ...(settings as object),
    }),
    request: requestOfText(request),
    answer: answerOfText(answer),
    record: read(name, record) as GoldenCase["record"],
  };
}

function split(name: string, text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`${FOLDER}/${name}.http: the line ${mark.trim()} is missing`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

function read(name: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new Error(`${FOLDER}/${name}.http: ${error instanceof Error ? error.message : "no JSON"}`, { cause: error });
  }
}

function requestOfText(text: string): HttpRequest {
  const { first, headers, chunks } = message(text);
  const [method = "", path = ""] = first.split(" ");
  const authority = headers.find(([name]) => name === "host")?.[1] ?? "sso.test";
  return { method, path, authority, headers: headers.filter(([name]) => name !== "host"), chunks };
}

function answerOfText(text: string): HttpAnswer {
  const { first, headers, chunks } = message(text);
  return { status: Number(first.split(" ")[1]), headers, chunks };
}

type Message = {
  readonly first: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly chunks: readonly Buffer[];
};

function message(text: string): Message {
  const at = text.indexOf("\n\n");
  const [first = "", ...lines] = joined(at < 0 ? text : text.slice(0, at)).split("\n");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const valueOf = (wanted: string): string => headers.find(([name]) => name === wanted)?.[1] ?? "";
  const body = at < 0 ? "" : text.slice(at + 2).replace(/\n$/, "");
  const plain = valueOf("content-type").includes("form-urlencoded") ? formOf(body) : body;
  return { first, headers, chunks: plain === "" ? [] : [encoded(plain, valueOf("content-encoding"))] };
}

const joined = (text: string): string => text.trim().replaceAll(/\n[ \t]+/g, "");
const formOf = (text: string): string => joined(text).replaceAll(/\n(?=&)|(?<=&)\n/g, "");

function encoded(body: string, coding: string): Buffer {
  if (coding === "gzip") return gzipSync(body);
  return coding === "br" ? brotliCompressSync(body) : Buffer.from(body);
}

const KINDS: Readonly<Record<string, readonly [string, number]>> = {
  code: ["code", 1],
  state: ["state", 1],
  pkce: ["pkce", 1],
  refresh_token_presented: ["refresh_token", 2],
  refresh_token_issued: ["refresh_token", 2],
  request_uri: ["request_uri", 1],
  device_code: ["device_code", 1],
  auth_req_id: ["auth_req_id", 1],
  client_id: ["client_id", 3],
  request_id: ["request_id", 1],
};

/** What the file says of the record: flags in the order of record.proto. */
export function expectedOf({ record }: GoldenCase): Shape | null {
  const flags = record?.["flags"] as readonly string[] | undefined;
  return flags === undefined
    ? record
    : { ...record, flags: words.RECORD_FLAG_LABELS.filter((flag) => flags.includes(flag)) };
}

/** A record as its golden file would say it. Times are left out; a hash is its value again where that is `expected`. */
export function shapeOf(record: ReadRecord | null, expected: Shape | null): Shape | null {
  if (record === null) return null;
  const { flags, keys, attempts, expires_in } = record;
  const values = (expected?.["keys"] ?? {}) as Readonly<Record<string, string>>;
  return {
    ...record.words,
    ...(attempts === undefined ? {} : { attempts }),
    ...(expires_in === undefined ? {} : { expires_in }),
    ...(flags.length === 0 ? {} : { flags: [...flags] }),
    ...(Object.keys(keys).length === 0 ? {} : { keys: valuesOf(keys, values) }),
  };
}

function valuesOf(hashes: Readonly<Record<string, string>>, expected: Readonly<Record<string, string>>): Shape {
  return Object.fromEntries(
    Object.entries(hashes).map(([name, hash]) => {
      const value = expected[name];
      const [kind = name, keyClass = 1] = KINDS[name] ?? [];
      const isIt = value !== undefined && hashOf(Buffer.alloc(32, keyClass), kind, value) === hash;
      return [name, isIt ? value : `the hash ${hash} of another value`];
    }),
  );
}

/** Requests and answers that are one exchange in other cuts of its bodies; each with what it is called. */
export function cutsOf({ request, answer }: GoldenCase): readonly (readonly [string, HttpRequest, HttpAnswer])[] {
  const asked = Buffer.concat(request.chunks as Buffer[]);
  const answered = Buffer.concat(answer.chunks as Buffer[]);
  const bytewise = [
    "byte by byte",
    { ...request, chunks: bytesOf(asked) },
    { ...answer, chunks: bytesOf(answered) },
  ] as const;
  return [
    ...twoOf(asked).map((chunks) => [`request cut at ${chunks[0]?.length}`, { ...request, chunks }, answer] as const),
    ...twoOf(answered).map((chunks) => [`answer cut at ${chunks[0]?.length}`, request, { ...answer, chunks }] as const),
    bytewise,
  ];
}

// At 0 and at the end too: Envoy passes empty chunks.
function twoOf(body: Buffer): readonly (readonly Buffer[])[] {
  if (body.length === 0) return [];
  return Array.from({ length: body.length + 1 }, (_, at) => [body.subarray(0, at), body.subarray(at)]);
}

const bytesOf = (body: Buffer): readonly Buffer[] => Array.from(body, (byte) => Buffer.of(byte));
