import type { IncomingMessage } from "node:http";

/** Octets of a form that are taken. */
const LIMIT = 16_384;

/** The fields of a posted form. Throws beyond the limit. */
export async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT) throw new Error(`a form of more than ${LIMIT} octets`);
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
