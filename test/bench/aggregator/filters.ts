// Many filters in one process of their own: streams that send batches within their credit, as a filter does, until all is
// acknowledged.
import { Client, type ClientDuplexStream, credentials } from "@grpc/grpc-js";
import { helloOf, responseOf } from "../../control-plane/ingest/support/encoder.ts";
import { answer } from "../child.ts";
import { messagesOf } from "./messages.ts";

export type Send = {
  readonly port: number;
  /** PEM of whom to trust; absent = plaintext. */
  readonly ca?: string;
  /** Records in a message, and messages of each stream. */
  readonly size: number;
  readonly messages: number;
  readonly connections: number;
  /** Of all connections. */
  readonly streams: number;
  /** Messages a second of all streams together, one at a time; absent = as fast as acknowledgements come. */
  readonly perSecond?: number;
};

/** `bytes`: of all batches. */
export type Sent = { readonly bytes: number };

const PATH = "/oauthflow.v1.ObservationService/Observe";
const LIMIT_MS = 60_000;
/** Batches that wait for their acknowledgement; the aggregator gives one for four. More would only fill buffers. */
const MOST_WAITING = 4;
const raw = (bytes: Buffer): Buffer => bytes;
let epochs = 0;
let encoded: { readonly key: string; readonly batches: readonly Buffer[] } = { key: "", batches: [] };

answer(async (request: Send): Promise<Sent> => {
  const batches = batchesOf(request);
  const clients = Array.from({ length: request.connections }, () => clientOf(request));
  try {
    await Promise.all(
      Array.from({ length: request.streams }, (_, index) =>
        sendAll(clients[index % clients.length]?.makeBidiStreamRequest(PATH, raw, raw), batches, request, index),
      ),
    );
  } finally {
    for (const client of clients) client.close();
  }
  return { bytes: request.streams * batches.reduce((sum, { length }) => sum + length, 0) };
});

/** All streams send the same bytes, each under an epoch of its own. They are made before the measurement begins. */
function batchesOf({ size, messages }: Send): readonly Buffer[] {
  const key = `${size} ${messages}`;
  if (encoded.key !== key) encoded = { key, batches: messagesOf(size, messages) };
  return encoded.batches;
}

function clientOf({ port, ca }: Send): Client {
  const channel = ca === undefined ? credentials.createInsecure() : credentials.createSsl(Buffer.from(ca));
  return new Client(`127.0.0.1:${port}`, channel, {
    "grpc.enable_channelz": 0,
    "grpc.use_local_subchannel_pool": 1,
    "grpc.ssl_target_name_override": "localhost",
  });
}

/** `index` of the stream: paced ones begin one after the other. */
function sendAll(
  call: ClientDuplexStream<Buffer, Buffer> | undefined,
  batches: readonly Buffer[],
  { size, streams, perSecond }: Send,
  index: number,
): Promise<void> {
  epochs += 1;
  const epoch = `${process.pid.toString(16).padStart(8, "0")}${epochs.toString(16).padStart(8, "0")}`;
  const records = batches.length * size;
  const pace = perSecond === undefined ? undefined : { everyMs: (1_000 * streams) / perSecond, index, streams };
  let next = 0;
  let sent = 0;
  let credit = 0;
  let acknowledged = 0;
  return new Promise((resolve, reject) => {
    if (call === undefined) return reject(new Error("no connection"));
    const limit = setTimeout(() => call.cancel(), LIMIT_MS);
    /** Whether it went out. */
    const sendOne = (): boolean => {
      const batch = batches[next];
      if (batch === undefined || sent + batch.length > credit || next - acknowledged / size >= MOST_WAITING)
        return false;
      call.write(batch);
      sent += batch.length;
      next += 1;
      return true;
    };
    const stopPace = pace === undefined ? undefined : paced(pace, sendOne);
    const end = (): void => {
      clearTimeout(limit);
      stopPace?.();
    };
    call.on("data", (bytes: Buffer) => {
      const { welcome, ack, credit: grant } = responseOf(bytes);
      credit = Math.max(credit, welcome?.creditBytes ?? 0, grant?.creditBytes ?? 0);
      acknowledged = ack?.acknowledged ?? acknowledged;
      while (pace === undefined && sendOne());
      if (acknowledged !== records) return;
      end();
      resolve();
      call.cancel();
    });
    call.on("error", (error) => {
      end();
      reject(new Error(`a stream ended after ${next} of ${batches.length} batches: ${error.message}`));
    });
    call.write(helloOf({ epoch, emitted: records, sent: records }));
  });
}

type Pace = { readonly everyMs: number; readonly index: number; readonly streams: number };

/** Streams take turns: one message each, `everyMs` apart. Returns what ends it. */
function paced({ everyMs, index, streams }: Pace, sendOne: () => boolean): () => void {
  let repeated: NodeJS.Timeout | undefined;
  const first = setTimeout(() => (repeated = setInterval(sendOne, everyMs)), (everyMs * index) / streams);
  return () => {
    clearTimeout(first);
    clearInterval(repeated);
  };
}
