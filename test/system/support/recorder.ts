// An aggregator that keeps what filters send, acknowledges it, and says what a test wants said. It speaks the wire by
// observation.proto and docs/wire.md alone.
import { Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import { createRowReader, type ReadRecord } from "../../filter/support/rows.ts";
import { requestOf, response, welcome } from "../../filter/support/wire.ts";

/** One stream of one root context. */
export type RecordedStream = {
  // oxlint-disable-next-line typescript/no-explicit-any -- messages have the shape of their proto
  readonly messages: any[];
  readonly records: ReadRecord[];
  /** OK, or what ended it. */
  ended: "no" | "end" | "cancelled";
  readonly say: (message: Readonly<Record<string, unknown>>) => void;
};

export type Recorder = {
  readonly port: number;
  readonly streams: readonly RecordedStream[];
  /** Of all streams, in order of arrival; what was sent again is there again. */
  readonly records: () => readonly ReadRecord[];
  readonly close: () => Promise<void>;
};

export type RecorderOptions = {
  /** 0, the default: any free one. */
  readonly port?: number;
  readonly creditBytes?: number;
  /** Acknowledge each batch; default yes. */
  readonly acknowledges?: boolean;
};

const PATH = "/oauthflow.v1.ObservationService/Observe";

/** Listens on loopback until closed. */
export async function startRecorder(options: RecorderOptions = {}): Promise<Recorder> {
  const streams: RecordedStream[] = [];
  const server = new Server({ "grpc.enable_channelz": 0 });
  const raw = (bytes: Buffer): Buffer => bytes;
  const definition = {
    Observe: {
      path: PATH,
      requestStream: true,
      responseStream: true,
      requestDeserialize: raw,
      requestSerialize: raw,
      responseDeserialize: raw,
      responseSerialize: raw,
    },
  };
  server.addService(definition, { Observe: (call: ServerDuplexStream<Buffer, Buffer>) => record(call) });

  function record(call: ServerDuplexStream<Buffer, Buffer>): void {
    const read = createRowReader();
    const stream: RecordedStream = {
      messages: [],
      records: [],
      ended: "no",
      say: (message) => void call.write(response(message)),
    };
    streams.push(stream);
    call.on("data", (bytes: Buffer) => {
      const message = requestOf(bytes);
      stream.messages.push(message);
      if (message.hello !== undefined) {
        const { acknowledged = 0 } = message.hello as { acknowledged?: number };
        call.write(welcome(options.creditBytes ?? 1_000_000_000, acknowledged));
        stream.say({ control: { flush: { ageMs: 50 } } });
      }
      if (message.batch === undefined) return;
      stream.records.push(...read(message.batch));
      const { first, count } = message.batch as { first: number; count: number };
      if (options.acknowledges !== false) stream.say({ ack: { acknowledged: first + count - 1 } });
    });
    call.on("end", () => {
      stream.ended = "end";
      call.end();
    });
    call.on("cancelled", () => void (stream.ended = "cancelled"));
    call.on("error", () => undefined);
  }

  const port = await new Promise<number>((resolve, reject) => {
    const address = `127.0.0.1:${options.port ?? 0}`;
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    port,
    streams,
    records: () => streams.flatMap(({ records }) => records),
    close: async () => {
      server.forceShutdown();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
