import { helloOf } from "./encoder.ts";
import type { FakePeer, Harness } from "./harness.ts";

/** A stream that has said Hello. */
export function greeted(harness: Harness, hello: Parameters<typeof helloOf>[0] = {}): FakePeer {
  const peer = harness.connect();
  peer.say(helloOf(hello));
  return peer;
}

/** Why it ended; undefined while it is open. */
export function endOf(peer: FakePeer): string | undefined {
  return peer.end?.reason;
}

/** An epoch of its own for each number. */
export function epochOf(number: number): string {
  return number.toString(16).padStart(16, "0");
}
