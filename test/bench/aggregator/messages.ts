// What a filter would send: one stream's batches, encoded beforehand.
import { createStreamEncoder, type SampleRecord } from "../../control-plane/ingest/support/encoder.ts";

const GRANTS = ["authorization_code", "refresh_token", "client_credentials", "device_code"] as const;
const OUTCOMES = ["success", "client_error"] as const;

/** `count` batches of `size` records, numbered from 1. */
export function messagesOf(size: number, count: number): readonly Buffer[] {
  const encoder = createStreamEncoder();
  return Array.from({ length: count }, (_, batch) => {
    const first = batch * size + 1;
    return encoder.batch(
      first,
      Array.from({ length: size }, (__, index) => sample(first + index)),
    );
  });
}

function sample(number: number): SampleRecord {
  return {
    issuer: `issuer-${number % 8}`,
    grant_type: GRANTS[number % GRANTS.length] ?? "",
    outcome: OUTCOMES[number % 7 === 0 ? 1 : 0] ?? "",
    error: number % 7 === 0 ? "invalid_grant" : "none",
    started_us: 1_700_000_000_000_000 + number * 1_000,
    answered_us: 500 + (number % 1_000),
    ended_us: 2_000,
    keys: { client_id: `client-${number % 50}`, request_id: "r" },
  };
}
