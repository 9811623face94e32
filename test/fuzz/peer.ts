// The aggregator that an episode has: in order, or in one of the ways in which aggregators and networks go wrong. It keeps
// what arrived, and throws at what must not be.
import type { Clock } from "../../host/clock.ts";
import { createMemoryGrpc, type MemoryGrpc, type MemoryStream } from "../../host/grpc-memory.ts";
import type { GrpcTransport } from "../../host/grpc-transport.ts";
import { createRowReader } from "../filter/support/rows.ts";
import { requestOf, response } from "../filter/support/wire.ts";
import { createArrivals, type Arrivals, type Counters, type Epoch } from "./arrivals.ts";
import type { KindCounts } from "./kinds.ts";
import type { Draw } from "./random.ts";
import { bytesOf } from "./soup.ts";

/** How one stream goes. */
const WAYS = [
  ["honest", "grpc.reconnect"],
  ["silent", "grpc.silent"],
  ["no_credit", "grpc.zero_credit"],
  ["partial", "grpc.partial_credit"],
  ["closes", undefined],
  ["early_close", "grpc.close_before_welcome"],
  ["half_close", "grpc.half_close"],
  ["drains", "grpc.drains"],
  ["pauses", "grpc.pauses"],
  ["rotates", "grpc.rotates"],
  ["regresses", "grpc.ack_regression"],
  ["lies", "grpc.ack_too_far"],
  ["garbage", "grpc.garbage"],
  ["huge", "grpc.huge"],
] as const;
type Way = (typeof WAYS)[number][0];
const CLOSES = [0, 13, 14, 16] as const;
const PLENTY = 1_000_000_000;

type Served = {
  readonly stream: MemoryStream;
  readonly read: ReturnType<typeof createRowReader>;
  way: Way;
  at: number;
  epoch: Epoch | undefined;
  isWelcomed: boolean;
  credit: number;
  batches: number;
  isBroken: boolean;
  /** Number of the next record on this stream. */
  next: number;
  steps: number;
};

export type Peer = {
  readonly transport: GrpcTransport;
  readonly memory: MemoryGrpc;
  readonly arrivals: Arrivals;
  /** Answers what has come; in order from the time on that `settleDown` was called. */
  readonly step: () => void;
  /** No more trouble: what is open is served, what comes is accepted. */
  readonly settleDown: () => void;
  /** Closes what is open, so that the host holds nothing for it. */
  readonly closeAll: () => void;
  /** Whether it has told a lie, or garbage that may read as one: then records may be gone. */
  readonly hasLied: () => boolean;
  /** Whether a stream is open that has no credit, or no welcome. */
  readonly isStarving: () => boolean;
  /** Bytes that came, for the search. */
  readonly bytes: () => readonly Uint8Array[];
};

export type PeerOptions = {
  readonly draw: Draw;
  readonly kinds: KindCounts;
  readonly clock: Clock;
  /** Ways other than in order. */
  readonly isTroubled: boolean;
  /** Sends may be lost, or said to be: gaps are no mistake of the filter's. */
  readonly mayHaveGaps: boolean;
  /** The host gives wrong bytes, so that the node may have a name that is no text. */
  readonly mayBeUnreadable: boolean;
};

export function createPeer({ draw, kinds, clock, isTroubled, mayHaveGaps, mayBeUnreadable }: PeerOptions): Peer {
  const memory = createMemoryGrpc("up");
  const arrivals = createArrivals();
  const served: Served[] = [];
  let isCalm = !isTroubled;
  let hasLied = false;
  let nestedWelcome = false;
  const attempts = new Map<string, { readonly at: bigint; readonly wait: bigint }>();

  const transport: GrpcTransport = {
    hasCluster: memory.hasCluster,
    open(request, events) {
      noteWait(`${request.worker} ${request.cluster}`);
      if (isCalm || !draw.oneIn(6)) return memory.open(request, events);
      // What a host may do, and Envoy does with metadata only: it calls back before it returns.
      kinds["grpc.nested"] += 1;
      events.initialMetadata([[":status", "200"]]);
      events.message(welcomeOf(PLENTY, 0, 1));
      nestedWelcome = true;
      return memory.open(request, events);
    },
  };

  /** Of attempts one after the other: that not all wait equally long is what keeps the proxies of a mesh apart. */
  function noteWait(who: string): void {
    const now = clock.monotonicNs();
    const before = attempts.get(who) ?? { at: now, wait: 0n };
    const wait = now - before.at;
    if (wait > 0n && before.wait > 0n && wait !== before.wait) kinds["grpc.backoff"] += 1;
    attempts.set(who, { at: now, wait });
  }

  function step(): void {
    while (served.length < memory.streams.length) {
      const stream = memory.streams[served.length] as MemoryStream;
      if (served.length > 0) kinds["grpc.reconnect"] += 1;
      served.push({
        stream,
        read: createRowReader(),
        way: isCalm || draw.oneIn(3) ? "honest" : draw.pick(WAYS)[0],
        at: 0,
        epoch: undefined,
        isWelcomed: false,
        credit: 0,
        batches: 0,
        isBroken: false,
        next: 0,
        steps: 0,
      });
    }
    for (const one of served) serve(one);
  }

  function serve(one: Served): void {
    const { stream } = one;
    const before = one.batches;
    for (; one.at < stream.sent.length; one.at += 1) take(one, stream.sent[one.at] as Uint8Array);
    if (stream.state() === "closed" || stream.state() === "reset") return;
    one.steps += 1;
    if (one.isBroken) return stream.close(13, "unreadable");
    if (one.epoch === undefined && !mayHaveGaps) return;
    answer(one, isCalm ? "honest" : one.way, one.batches > before);
  }

  function answer(one: Served, way: Way, hasBatches: boolean): void {
    const { stream } = one;
    if (way === "silent") return note("grpc.silent");
    if (way === "early_close") return close(one, "grpc.close_before_welcome");
    if (!one.isWelcomed) return greet(one, way);
    if (way === "honest" && one.credit < PLENTY) grant(one, PLENTY);
    const acknowledged = one.epoch?.contiguous() ?? 0;
    switch (way) {
      case "partial":
        note("grpc.partial_credit");
        grant(one, one.credit + 1_200 + draw.below(2_000));
        break;
      case "closes":
        if (one.steps > 2 + draw.below(4)) return close(one, hasBatches ? "grpc.close_unacknowledged" : undefined);
        break;
      case "half_close":
        if (one.steps < 3) break;
        note("grpc.half_close");
        stream.trailingMetadata([["grpc-status", "0"]]);
        return stream.close(0);
      case "drains":
        if (one.steps === 3) stream.message(response({ control: { drain: true } }));
        if (one.steps === 3) note("grpc.drains");
        if (one.steps > 3 && draw.oneIn(2)) return close(one, "grpc.close_draining");
        break;
      case "pauses":
        note("grpc.pauses");
        stream.message(response({ control: { pause: draw.oneIn(2), sampleOneIn: draw.below(4), flush: flushOf() } }));
        break;
      case "rotates":
        note("grpc.rotates");
        stream.message(response({ control: { keys: keysOf(2 + draw.below(200)) } }));
        break;
      case "regresses":
        note("grpc.ack_regression");
        stream.message(response({ ack: { acknowledged } }));
        stream.message(response({ ack: { acknowledged: Math.floor(acknowledged / 2) } }));
        stream.message(response({ credit: { creditBytes: 1 } }));
        return;
      case "lies":
        note("grpc.ack_too_far");
        hasLied = true;
        stream.message(response({ ack: { acknowledged: acknowledged + 1 + draw.below(100_000) } }));
        return;
      case "garbage":
        note("grpc.garbage");
        hasLied = true;
        stream.message(bytesOf(draw, draw.below(300)));
        stream.message(cutMessage());
        break;
      case "huge":
        note("grpc.huge");
        stream.message(Buffer.alloc(90_000 + draw.below(200_000), draw.u32()));
        break;
      case "honest":
      case "no_credit":
        break;
    }
    // An acknowledgement may come late, but comes.
    if (way === "honest" || draw.oneIn(2)) stream.message(response({ ack: { acknowledged } }));
  }

  function greet(one: Served, way: Way): void {
    const acknowledged = one.epoch?.contiguous() ?? 0;
    one.isWelcomed = true;
    one.credit = way === "no_credit" ? 0 : way === "partial" ? 1_500 : PLENTY;
    if (way === "no_credit") note("grpc.zero_credit");
    one.stream.message(welcomeOf(one.credit, acknowledged, 1));
  }

  function grant(one: Served, credit: number): void {
    one.credit = credit;
    one.stream.message(response({ credit: { creditBytes: credit } }));
  }

  function close({ stream }: Served, kind: keyof KindCounts | undefined): void {
    if (kind !== undefined) note(kind);
    const status = draw.pick(CLOSES);
    note(`grpc.close_${status}`);
    stream.close(status, "gone");
  }

  const note = (kind: keyof KindCounts): void => void (kinds[kind] += 1);
  const flushOf = (): object => ({ records: draw.below(5_000), bytes: draw.u32(), ageMs: draw.below(100_000) });

  function cutMessage(): Buffer {
    const whole = draw.oneIn(2)
      ? welcomeOf(draw.u32(), draw.u32(), 1 + draw.below(9))
      : response({ control: { keys: keysOf(3) } });
    const bytes = Buffer.from(whole);
    bytes[draw.below(bytes.length)] = draw.u32() & 0xff;
    return bytes.subarray(0, draw.below(bytes.length + 1));
  }

  function take(one: Served, bytes: Uint8Array): void {
    const message = messageOf(one, bytes);
    if (message === undefined) return;
    if (one.isBroken) return;
    if (message.hello !== undefined) {
      one.epoch = arrivals.epochOf(Buffer.from(message.hello.epoch).toString("hex"));
      one.next = Math.max(message.hello.acknowledged ?? 0, one.epoch.contiguous()) + 1;
      one.epoch.opened();
      return;
    }
    if (one.epoch === undefined) {
      if (mayHaveGaps) return;
      throw new Error("a stream does not begin with Hello");
    }
    const { batch, heartbeat, bye } = message;
    const counters = batch?.counters ?? heartbeat?.counters ?? bye?.counters;
    if (counters !== undefined) one.epoch.counted(counters, mayHaveGaps);
    if (bye !== undefined) one.epoch.ended(bye.sent ?? 0);
    if (batch === undefined) return;
    const { first } = batch;
    if (first !== one.next && !mayHaveGaps && !nestedWelcome && !hasLied)
      throw new Error(`numbers are not consecutive: ${first} after ${one.next - 1}`);
    if (first > one.next) {
      // What was lost may have been words of the dictionary: nobody can read this stream any more.
      hasLied = true;
      one.isBroken = true;
      return;
    }
    one.next = first + batch.count;
    one.batches += 1;
    one.epoch.arrived(one.read(batch));
  }

  /** undefined = it cannot be read, which only a host can be blamed for that gives wrong bytes. */
  function messageOf(one: Served, bytes: Uint8Array): Message | undefined {
    try {
      return requestOf(bytes) as Message;
    } catch (error) {
      if (!mayBeUnreadable) throw error;
      one.isBroken = true;
      return undefined;
    }
  }

  return {
    transport,
    memory,
    arrivals,
    step,
    settleDown: () => void (isCalm = true),
    closeAll() {
      for (const { stream } of served) if (stream.state() !== "closed") stream.close(0);
    },
    hasLied: () => hasLied,
    isStarving: () => served.some(({ stream, credit }) => stream.state() === "open" && credit === 0),
    bytes: () => memory.streams.flatMap(({ sent, request }) => [request.grpcService, ...sent]),
  };
}

type Message = {
  readonly hello?: { readonly epoch: Uint8Array; readonly acknowledged?: number };
  readonly batch?: Parameters<ReturnType<typeof createRowReader>>[0] & { readonly counters?: Counters };
  readonly heartbeat?: { readonly counters?: Counters };
  readonly bye?: { readonly counters?: Counters; readonly sent?: number };
};

function keysOf(byte: number): readonly object[] {
  return [1, 2, 3].map((keyClass) => ({
    keyClass,
    id: byte,
    secret: Buffer.alloc(32, byte + keyClass),
    previousId: 1,
    previousSecret: Buffer.alloc(32, byte),
  }));
}

const WELCOMES = new Map<string, Buffer>();

/** `byte` 1: the keys that golden records are read with. */
function welcomeOf(creditBytes: number, acknowledged: number, byte: number): Buffer {
  const key = `${creditBytes} ${acknowledged} ${byte}`;
  const known = WELCOMES.get(key);
  if (known !== undefined) return known;
  const keys = [1, 2, 3].map((keyClass) => ({ keyClass, id: 7, secret: Buffer.alloc(32, keyClass * byte) }));
  const made = response({ welcome: { creditBytes, acknowledged, control: { keys } } });
  if (WELCOMES.size < 1_000) WELCOMES.set(key, made);
  return made;
}
