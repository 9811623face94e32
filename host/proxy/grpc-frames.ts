// Messages of gRPC on an HTTP/2 stream: one octet of flags, four of length, then the message.
// Source: grpc, doc/PROTOCOL-HTTP2.md.

/**
 * A message with its 5 bytes before it: not compressed, size big-endian. Source: gRPC over HTTP2, "Length-Prefixed-
 * Message".
 */
export function frameOf(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(5 + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  return frame;
}

/** `compressed` and `too_large` end a stream. */
export type Read = "ok" | "compressed" | "too_large";

/** Cuts octets into messages. */
export type FrameReader = { readonly take: (chunk: Uint8Array) => Read };

/** Octets of one message. */
const MESSAGE_LIMIT = 4_194_304;

/** `onMessage` gets each message as soon as it is whole. */
export function createFrameReader(onMessage: (message: Uint8Array) => void): FrameReader {
  let left: Buffer = Buffer.alloc(0);
  return {
    take(chunk) {
      left = left.length === 0 ? Buffer.from(chunk) : Buffer.concat([left, chunk]);
      while (left.length >= 5) {
        if (left[0] !== 0) return "compressed";
        const size = left.readUInt32BE(1);
        if (size > MESSAGE_LIMIT) return "too_large";
        if (left.length < 5 + size) break;
        const message = left.subarray(5, 5 + size);
        left = left.subarray(5 + size);
        onMessage(message);
      }
      return "ok";
    },
  };
}
