// A filter as docs/wire.md has it, without HTTP: it numbers records, keeps what is not acknowledged, and sends it again.
// The answer time of a record is its number, and its issuer the epoch, so that what arrives can be told apart.
import {
  byeOf,
  createStreamEncoder,
  heartbeatOf,
  helloOf,
  type SampleBoard,
  type SampleCounters,
  type StreamEncoder,
} from "./encoder.ts";
import type { FakePeer, Harness } from "./harness.ts";

export type FilterModel = {
  readonly epoch: string;
  peer: FakePeer | undefined;
  /** Records that an exchange made, and those the ring had no room for. */
  emit(records: number, dropped: number): void;
  connect(harness: Harness): void;
  /** The stream goes away; `quietly`: the aggregator hears nothing of it. */
  disconnect(how: "cancel" | "half_close" | "quietly"): void;
  /** One batch of what is not sent on this stream; undefined when there is none, or it may not be sent yet. */
  encode(most: number): Buffer | undefined;
  say(bytes: Uint8Array): void;
  beat(board?: SampleBoard): void;
  bye(): void;
  /** Takes in what it was told. */
  listen(): void;
  readonly emitted: number;
  readonly acknowledged: number;
  readonly sent: number;
  /** Exchanges that made no record. */
  readonly dropped: number;
  /** What the next Hello will say had been told of these. */
  readonly told: number;
};

export function createFilterModel(epoch: string): FilterModel {
  let encoder: StreamEncoder = createStreamEncoder();
  let [emitted, acknowledged, sent, sentHere, dropped] = [0, 0, 0, 0, 0];
  let peer: FakePeer | undefined;
  let heard = 0;
  let isWelcome = false;
  /** Counters by the last number of the batch that they went out with, while it is not acknowledged. */
  const asked = new Map<number, SampleCounters>();
  let told: SampleCounters | undefined;

  const counters = (): SampleCounters => ({
    seen: emitted + dropped,
    matched: emitted + dropped,
    emitted,
    dropped: [0, dropped],
  });

  const model: FilterModel = {
    epoch,
    get peer() {
      return peer;
    },
    set peer(next) {
      peer = next;
    },
    emit(records, more) {
      emitted += records;
      dropped += more;
    },
    connect(harness) {
      if (peer?.end !== undefined) peer = undefined;
      if (peer !== undefined) return;
      encoder = createStreamEncoder();
      peer = harness.connect();
      heard = 0;
      isWelcome = false;
      peer.say(helloOf({ epoch, emitted, acknowledged, sent, ...(told === undefined ? {} : { told }) }));
      model.listen();
      sentHere = acknowledged;
    },
    disconnect(how) {
      if (how === "cancel") peer?.cancel();
      if (how === "half_close") {
        peer?.halfClose();
        model.listen();
      }
      peer = undefined;
    },
    encode(most) {
      if (peer === undefined || peer.end !== undefined || !isWelcome) return undefined;
      const first = Math.max(sentHere, acknowledged) + 1;
      const count = Math.min(most, emitted - first + 1);
      if (count < 1) return undefined;
      sentHere = first + count - 1;
      sent = Math.max(sent, sentHere);
      if (!asked.has(sentHere)) asked.set(sentHere, counters());
      const records = Array.from({ length: count }, (_, index) => ({ issuer: epoch, answered_us: first + index }));
      return encoder.batch(first, records, counters());
    },
    say: (bytes) => peer?.say(bytes),
    beat(board = {}) {
      if (peer === undefined || peer.end !== undefined) return;
      if (isWelcome && sentHere <= acknowledged) {
        told = counters();
        asked.clear();
      }
      peer.say(heartbeatOf(counters(), sent, [], board));
    },
    bye() {
      peer?.say(byeOf(counters(), sent));
      peer = undefined;
    },
    listen() {
      for (const { welcome, ack } of peer?.told.slice(heard) ?? []) {
        if (welcome !== undefined) isWelcome = true;
        // As the filter does: never more than was ever sent.
        const upTo = welcome?.acknowledged ?? ack?.acknowledged ?? 0;
        acknowledged = Math.max(acknowledged, Math.min(upTo, sent));
      }
      for (const [last, then] of asked) {
        if (last > acknowledged) continue;
        if ((then.seen ?? 0) > (told?.seen ?? 0)) told = then;
        asked.delete(last);
      }
      heard = peer?.told.length ?? 0;
    },
    get emitted() {
      return emitted;
    },
    get acknowledged() {
      return acknowledged;
    },
    get sent() {
      return sent;
    },
    get dropped() {
      return dropped;
    },
    get told() {
      return told?.dropped?.[1] ?? 0;
    },
  };
  return model;
}
