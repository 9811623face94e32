// An exchange with what Envoy's log says of it, and its record in short.
import assert from "node:assert/strict";
import type { Properties } from "../../../host/property-value.ts";
import { type Played, recordsOf } from "./records.ts";
import type { ReadRecord } from "./rows.ts";

const CONFIGURATION = {
  aggregator: { cluster: "aggregator" },
  vantage: "server",
  issuers: [{ name: "as", endpoints: { token: ["/token"], authorization: ["/authorize"] } }],
};
/** A token request. */
export const REQUEST = {
  method: "POST",
  path: "/token",
  headers: { "content-type": "application/x-www-form-urlencoded", authorization: "Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW" },
  chunks: ["grant_type=client_credentials"],
} as const;
/** Its answer. */
export const TOKEN = {
  status: 200,
  headers: { "content-type": "application/json" },
  chunks: ['{"access_token":"t","token_type":"Bearer"}'],
} as const;

/** Bits of `response.flags`: the order of envoy/stream_info/stream_info.h. */
const FLAGS = [
  "LH UH UT LR UR UF UC UO NR DI FI RL UAEX RLSE DC URX",
  "SI IH DPE UMSDR RFCF NFCF DT UPE NC OM DF DO DR UDO",
].flatMap((line) => line.split(" "));

/** What a log says: `details` as they are, flags by their short names. */
export function logOf(details: string, flags: string): Properties {
  const names = flags === "" ? [] : flags.split(" ");
  const mask = names.reduce((bits, name) => bits | (1n << BigInt(FLAGS.indexOf(name))), 0n);
  return { "response.code_details": details, "response.flags": mask };
}

/** `outcome error status`, the limit if there is one, and `*` for the proxy's own answer. */
export function inShort(record: ReadRecord | null): string {
  if (record === null) return "nothing";
  const { words, flags } = record;
  const limit = words["rate_limit"] === undefined ? "" : ` limit:${words["rate_limit"]}`;
  return `${words["outcome"]} ${words["error"]} ${words["status"]}${limit}${flags.includes("proxy_answer") ? " *" : ""}`;
}

/** The record of one exchange. */
export function recordOf(played: Played, vantage = "server"): ReadRecord | null {
  return recordsOf(JSON.stringify({ ...CONFIGURATION, vantage }), [played])[0] ?? null;
}

/** The same, where there must be one. */
export function present(played: Played, vantage?: string): ReadRecord {
  const record = recordOf(played, vantage);
  assert.ok(record !== null, "no record was made");
  return record;
}
