// A filter for tests: a real gRPC client that speaks bytes.
import { once } from "node:events";
import {
  type ChannelCredentials,
  Client,
  type ClientDuplexStream,
  credentials,
  type ServiceError,
  type status,
} from "@grpc/grpc-js";
import { responseOf } from "./encoder.ts";

const PATH = "/oauthflow.v1.ObservationService/Observe";
/** No answer of a test's own server takes longer, ms. */
const LIMIT_MS = 10_000;

export type TestStream = {
  say(message: Uint8Array): void;
  /** The next message, decoded. Rejects when the stream ends first, or when none comes. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape is that of the message
  next(): Promise<any>;
  /** Messages until one has this field; its value. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape is that of the message
  nextOf(field: "welcome" | "ack" | "credit" | "control"): Promise<any>;
  halfClose(): void;
  cancel(): void;
  /** Status code and message, once it has ended. */
  readonly ended: Promise<{ readonly code: status; readonly details: string }>;
};

/** Closing ends every stream. */
export type TestClient = { readonly client: Client; readonly open: () => TestStream; readonly close: () => void };

export function createTestClient(port: number, channel: ChannelCredentials = credentials.createInsecure()): TestClient {
  const client = new Client(`127.0.0.1:${port}`, channel, {
    "grpc.enable_channelz": 0,
    "grpc.use_local_subchannel_pool": 1,
    // The name in the certificates of tests.
    "grpc.ssl_target_name_override": "localhost",
  });
  const raw = (bytes: Buffer): Buffer => bytes;
  const streams: TestStream[] = [];
  return {
    client,
    open() {
      const stream = streamOf(client.makeBidiStreamRequest(PATH, raw, raw));
      streams.push(stream);
      return stream;
    },
    close() {
      for (const stream of streams) stream.cancel();
      client.close();
    },
  };
}

function streamOf(call: ClientDuplexStream<Buffer, Buffer>): TestStream {
  const messages: Buffer[] = [];
  let isOver = false;
  call.on("data", (bytes: Buffer) => messages.push(bytes));
  const ended = new Promise<{ code: status; details: string }>((resolve) => {
    call.on("status", ({ code, details }) => {
      isOver = true;
      resolve({ code, details });
      call.emit("over");
    });
  });
  call.on("error", (_error: ServiceError) => undefined);
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape is that of the message
  async function next(): Promise<any> {
    const signal = AbortSignal.timeout(LIMIT_MS);
    while (messages.length === 0) {
      if (isOver) throw new Error("the stream has ended");
      await Promise.race([once(call, "data", { signal }), once(call, "over", { signal })]);
    }
    return responseOf(messages.shift() ?? Buffer.alloc(0));
  }
  return {
    say: (message) => void call.write(Buffer.from(message)),
    next,
    async nextOf(field) {
      for (;;) {
        const message = await next();
        if (message[field] !== undefined) return message[field];
      }
    },
    halfClose: () => void call.end(),
    cancel: () => call.cancel(),
    ended,
  };
}
