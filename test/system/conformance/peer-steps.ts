// The steps of the peer that a filter calls by itself.
import type { Pairs, PeerStep } from "../../../host/conformance/scenario.ts";
import { until } from "../support/until.ts";
import type { Http2Server } from "./http2.ts";
import type { UpstreamStream } from "./peers.ts";

/** Gives what plays one step; it resolves when the bytes are on their way. */
export function createPeerSteps(peer: Http2Server, title: string): (step: PeerStep) => Promise<void> {
  let taken = 0;
  let current: UpstreamStream | undefined;
  return async (step) => {
    current ??= await until(`${title}: a request at the peer`, () => peer.streams[taken]);
    const stream = current;
    if (step.do !== "peer_headers" && step.do !== "peer_message") {
      taken += 1;
      current = undefined;
    }
    switch (step.do) {
      case "peer_response":
        stream.headers(step.headers, step.text === undefined);
        if (step.text !== undefined) stream.body(step.text, true);
        return;
      case "peer_headers":
        return stream.headers([[":status", "200"], ["content-type", "application/grpc"], ...step.headers], false);
      case "peer_message":
        return stream.body(framed(step.message), false);
      case "peer_close": {
        const message: Pairs = step.message === undefined ? [] : [["grpc-message", step.message]];
        return stream.trailers([["grpc-status", String(step.status)], ...message]);
      }
      case "peer_reset":
        return stream.reset();
      case "peer_killed":
        return peer.kill();
    }
  };
}

/** A gRPC message in its frame; at most 127 bytes. */
function framed(text: string): string {
  const size = Buffer.alloc(5);
  size.writeUInt32BE(Buffer.byteLength(text), 1);
  return size.toString("latin1") + text;
}
