import { decodeBatch } from "./decode-batch.ts";
import { decodeBye, decodeHeartbeat } from "./decode-heartbeat.ts";
import { decodeHello } from "./decode-hello.ts";
import { fieldsOf, nextField } from "./fields.ts";
import { MAX_MESSAGE_BYTES } from "./limits.ts";
import { type Message, type Span, unreadable } from "./message.ts";

/** Field numbers of `ObserveRequest`. */
const HELLO = 1;
const BATCH = 2;
const HEARTBEAT = 3;
const BYE = 4;

/**
 * One `ObserveRequest`. Total: any bytes give a message, none throws. Fields unknown to this version are skipped.
 * By hand, and not by generated code, for two reasons: each limit is checked before anything is allocated, and of a
 * broken batch the record numbers are still read, so that it can be accounted for.
 * Source: proto/oauthflow/v1/observation.proto.
 */
export function decodeMessage(bytes: Uint8Array): Message {
  const fields = fieldsOf(bytes, 0, bytes.length);
  let kind = 0;
  let body: Span = { from: 0, to: 0 };
  while (nextField(fields)) {
    if (fields.field > BYE || !fields.isBytes) continue;
    if (kind !== 0) return unreadable("more than one message in one");
    kind = fields.field;
    body = { from: fields.from, to: fields.at };
  }
  if (fields.isBroken) return kind === 0 ? decodeCutMessage(bytes) : unreadable("the envelope is not protobuf");
  if (kind === BATCH) return decodeBatch(bytes, body);
  if (bytes.length > MAX_MESSAGE_BYTES)
    return unreadable(`want at most ${MAX_MESSAGE_BYTES} bytes, got ${bytes.length}`);
  if (kind === HELLO) return decodeHello(bytes, body);
  if (kind === HEARTBEAT) return decodeHeartbeat(bytes, body);
  if (kind === BYE) return decodeBye(bytes, body);
  return unreadable("no message that is known here");
}

/** A batch that is cut short says a length that is more than there is; its numbers come first, so they may be there. */
function decodeCutMessage(bytes: Uint8Array): Message {
  const tag = (BATCH << 3) | 2;
  if (bytes[0] !== tag) return unreadable("the envelope is not protobuf");
  let size = 1;
  while (size < 10 && (bytes[size] ?? 0) >= 0x80) size += 1;
  return decodeBatch(bytes, { from: Math.min(1 + size, bytes.length), to: bytes.length }, "the batch is cut short");
}
