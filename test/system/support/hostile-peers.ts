// The peers by name. What they say is made from observation.proto where it is a message at all.
import { response, welcome } from "../../filter/support/wire.ts";
import {
  framed,
  type HostilePeer,
  type HostileStream,
  startHostileGrpc,
  startHostileTcp,
  startHostileTls,
} from "./hostile.ts";

const MIB = 1024 * 1024;
const MOST = "18446744073709551615";
const CREDIT = 1_000_000_000;
const SOON = response({ control: { flush: { ageMs: 50 } } });
const HTML = "<html><body>It works!</body></html>";

const ack = (acknowledged: number | string): Buffer => response({ ack: { acknowledged } });
const credit = (creditBytes: number | string): Buffer => response({ credit: { creditBytes } });

/** Bytes that look random and are always the same. */
function noise(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed;
  for (let i = 0; i < size; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** Begins as an aggregator should. */
function greet({ say }: HostileStream): void {
  say(welcome(CREDIT));
  say(SOON);
}

/** Fields of every wire type that observation.proto does not have: numbers 99 and 2^29 − 1. */
const UNKNOWN = Buffer.concat([
  Buffer.from("9806ffffffffffffffffff01", "hex"),
  Buffer.from("9906" + "aa".repeat(8), "hex"),
  Buffer.from("9a0603616263", "hex"),
  Buffer.from("9d06" + "bb".repeat(4), "hex"),
  Buffer.from("f8ffffff0f01", "hex"),
]);

/** What each does, by its name. */
export const HOSTILE_PEERS: Readonly<Record<string, () => Promise<HostilePeer>>> = {
  garbage_messages: () =>
    startHostileGrpc({
      hello({ say }) {
        for (let seed = 1; seed <= 200; seed += 1) say(noise(seed, seed));
      },
    }),
  garbage_after_welcome: () =>
    startHostileGrpc({
      acknowledges: true,
      hello(peer) {
        greet(peer);
        // Truncations of a true message: each of them ends somewhere inside a field.
        for (let size = 0; size < 100; size += 1) peer.say(welcome(CREDIT).subarray(0, size));
      },
      batch: ({ say }, last) => say(ack(last)),
    }),
  garbage_frames: () => startHostileGrpc({ hello: ({ write }) => write(noise(4_096, 7)) }),
  compressed_flag: () => startHostileGrpc({ hello: ({ write }) => write(framed(welcome(CREDIT), 1)) }),
  huge_message: () => startHostileGrpc({ hello: ({ say }) => say(Buffer.alloc(MIB)) }),
  endless_message: () => startHostileGrpc({ hello: ({ write }) => write(framed(noise(4_096, 9), 0, 0xffff_ffff)) }),
  unknown_fields: () =>
    startHostileGrpc({
      acknowledges: true,
      hello: ({ say }) => {
        say(Buffer.concat([UNKNOWN, welcome(CREDIT), UNKNOWN]));
        say(SOON);
      },
      batch: ({ say }, last) => say(Buffer.concat([UNKNOWN, ack(last), UNKNOWN])),
    }),
  acknowledgement_goes_back: () =>
    startHostileGrpc({
      acknowledges: true,
      hello: greet,
      batch({ say }, last) {
        for (const number of [last, last - 1, 1, 0]) say(ack(number));
      },
    }),
  acknowledgement_beyond: () =>
    startHostileGrpc({
      acknowledges: true,
      hello(peer) {
        greet(peer);
        peer.say(ack(MOST));
      },
      batch: ({ say }) => say(ack(MOST)),
    }),
  never_acknowledges: () => startHostileGrpc({ hello: greet }),
  credit_absurd: () =>
    startHostileGrpc({
      acknowledges: true,
      hello({ say }) {
        say(welcome(0));
        // −1 as protobuf writes it is the largest there is.
        for (const bytes of [0, 1, 1_024, CREDIT, MOST, 0, 1]) say(credit(bytes));
        say(SOON);
      },
      batch: ({ say }, last) => say(ack(last)),
    }),
  flush_absurd: () =>
    startHostileGrpc({
      acknowledges: true,
      hello({ say }) {
        say(welcome(CREDIT));
        for (const value of [0, 1, 0xffff_ffff])
          say(response({ control: { flush: { records: value, bytes: value, ageMs: value } } }));
      },
      batch: ({ say }, last) => say(ack(last)),
    }),
  keys_absurd: () =>
    startHostileGrpc({
      hello({ say }) {
        const keys = [0, 1, 2, 3, 4, 99].flatMap((keyClass) =>
          [0, 1, 31, 33, 4_096].map((size) => ({ keyClass, id: 0xffff_ffff, secret: noise(size, 3) })),
        );
        for (const key of keys) say(response({ welcome: { creditBytes: CREDIT, control: { keys: [key] } } }));
      },
    }),
  burst: () =>
    startHostileGrpc({
      acknowledges: true,
      hello(peer) {
        greet(peer);
        const messages = [ack(0), credit(CREDIT), SOON, response({ control: { sampleOneIn: 1 } }), Buffer.alloc(0)];
        peer.write(Buffer.concat(Array.from({ length: 10_000 }, (_, i) => framed(messages[i % messages.length]!))));
      },
      batch: ({ say }, last) => say(ack(last)),
    }),
  without_welcome: () =>
    startHostileGrpc({
      hello({ say }) {
        const keys = [1, 2, 3].map((keyClass) => ({ keyClass, id: 7, secret: noise(32, keyClass) }));
        say(response({ control: { keys } }));
        say(credit(CREDIT));
        for (const number of [0, 1, 5, MOST]) say(ack(number));
      },
    }),
  drains_at_once: () =>
    startHostileGrpc({
      hello({ say }) {
        say(welcome(CREDIT));
        say(response({ control: { drain: true } }));
      },
    }),
  headers_only: () => startHostileGrpc({ hello: () => undefined }),
  silence: () => startHostileGrpc({ silent: true, hello: () => undefined }),
  half_close: () => startHostileGrpc({ hello: ({ stream }) => void stream.end() }),
  reset_stream: () => startHostileGrpc({ hello: ({ stream }) => stream.close(2) }),
  goaway: () =>
    startHostileGrpc({
      hello(peer) {
        greet(peer);
        peer.stream.session?.goaway(11);
      },
    }),
  status_error: () =>
    startHostileGrpc({
      silent: true,
      hello: ({ stream }) =>
        stream.respond(
          { ":status": 200, "content-type": "application/grpc", "grpc-status": "16", "grpc-message": "no%FF%00" },
          { endStream: true },
        ),
    }),
  status_absurd: () =>
    startHostileGrpc({
      silent: true,
      hello({ stream }) {
        stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
        stream.on("wantTrailers", () =>
          stream.sendTrailers({ "grpc-status": "4294967297", "grpc-message": "x".repeat(4_096) }),
        );
        stream.end();
      },
    }),
  html: () =>
    startHostileGrpc({
      silent: true,
      hello({ stream }) {
        stream.respond({ ":status": 200, "content-type": "text/html" });
        stream.end(HTML);
      },
    }),
  unavailable: () =>
    startHostileGrpc({
      silent: true,
      hello({ stream }) {
        stream.respond({ ":status": 503, "content-type": "text/plain" });
        stream.end("no healthy upstream");
      },
    }),
  http1: () =>
    startHostileTcp((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: ${HTML.length}\r\n\r\n${HTML}`),
    ),
  tcp_noise: () => startHostileTcp((socket) => socket.write(noise(MIB, 5))),
  tcp_reset: () => startHostileTcp((socket) => void socket.resetAndDestroy()),
  tls: startHostileTls,
};
