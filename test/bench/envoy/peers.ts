// The peers of the measured Envoys in one process of their own: upstream, sink of access logs, and the load itself.
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { Server, type ServerReadableStream, ServerCredentials } from "@grpc/grpc-js";
import { answer } from "../child.ts";
import { createSplitter, message } from "./http1.ts";
import { answerOf, requestBytes, type Traffic, TRAFFICS } from "./traffic.ts";

/** `elsewhere`: pages go to a host where the filter is off. `depth`: requests that wait on one connection at once. */
export type Load = {
  readonly kind: "load";
  readonly port: number;
  readonly traffic: Traffic;
  readonly elsewhere: boolean;
  readonly requests: number;
  readonly connections: number;
  readonly depth: number;
};

export type PeersRequest = { readonly kind: "ports" } | Load;

/**
 * Ports; of a load how many answers were other than 200; bytes that the sink has had so far, by name of the log, without
 * gRPC's 5 a message.
 */
export type PeersReply = {
  readonly upstreamPort: number;
  readonly sinkPort: number;
  readonly failed: number;
  readonly sinkBytes: Readonly<Record<string, number>>;
};

/** Every answer comes within this time after the one before, or the load fails, ms. */
const SILENCE_LIMIT_MS = 20_000;
const SINK_PATH = "/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs";

const answers = new Map<string, Buffer>(
  TRAFFICS.map((traffic) => {
    const { headers, body } = answerOf(traffic);
    return [traffic, message("HTTP/1.1 200 OK", headers, body)];
  }),
);
const sinkBytes: Record<string, number> = {};

const [upstreamPort, sinkPort] = await Promise.all([startUpstream(), startSink()]);
answer(async (request: PeersRequest): Promise<PeersReply> => {
  const failed = request.kind === "load" ? await send(request) : 0;
  return { upstreamPort, sinkPort, failed, sinkBytes };
});

async function startUpstream(): Promise<number> {
  const server = createServer((socket) => {
    const split = createSplitter();
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      for (const head of split(chunk)) {
        const wanted = /\r\nx-answer: (\w+)/.exec(head)?.[1] ?? "";
        socket.write(answers.get(wanted) ?? message("HTTP/1.1 404 Not Found", {}, "?"));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** Takes access logs and only counts their bytes. The first message of a stream has the name of its log. */
function startSink(): Promise<number> {
  const server = new Server({ "grpc.enable_channelz": 0 });
  const raw = (bytes: Buffer): Buffer => bytes;
  const codec = { requestSerialize: raw, requestDeserialize: raw, responseSerialize: raw, responseDeserialize: raw };
  const definition = { Logs: { path: SINK_PATH, requestStream: true, responseStream: false, ...codec } };
  server.addService(definition, {
    Logs: (call: ServerReadableStream<Buffer, Buffer>) => {
      let name: string | undefined;
      call.on("data", (bytes: Buffer) => {
        name ??= /log:(\w+)/.exec(bytes.toString("latin1"))?.[1] ?? "?";
        sinkBytes[name] = (sinkBytes[name] ?? 0) + bytes.length;
      });
      call.on("error", () => undefined);
    },
  });
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve(port) : reject(error),
    );
  });
}

/** Sends all requests, shared between the connections. Returns how many answers were other than 200. */
async function send(load: Load): Promise<number> {
  const bytes = requestBytes(load.traffic, load.elsewhere);
  const share = Math.ceil(load.requests / load.connections);
  const runs = Array.from({ length: load.connections }, () =>
    sendOn(connect(load.port, "127.0.0.1"), bytes, share, load),
  );
  const failed = await Promise.all(runs);
  return failed.reduce((sum, count) => sum + count, 0);
}

function sendOn(socket: Socket, bytes: Buffer, count: number, { depth }: Load): Promise<number> {
  const split = createSplitter();
  let sent = 0;
  let answered = 0;
  let failed = 0;
  return new Promise((resolve, reject) => {
    const more = (wanted: number): void => {
      const next = Math.min(wanted, count - sent);
      sent += next;
      if (next > 0) socket.write(next === 1 ? bytes : Buffer.concat(Array.from({ length: next }, () => bytes)));
    };
    socket.setNoDelay(true);
    socket.setTimeout(SILENCE_LIMIT_MS, () => socket.destroy(new Error(`no answer in ${SILENCE_LIMIT_MS / 1000} s`)));
    socket.once("connect", () => more(depth));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error(`closed after ${answered} of ${count} answers`)));
    socket.on("data", (chunk) => {
      const heads = split(chunk);
      failed += heads.filter((head) => !head.startsWith("HTTP/1.1 200")).length;
      answered += heads.length;
      if (answered < count) return more(heads.length);
      socket.removeAllListeners("close");
      socket.destroy();
      resolve(failed);
    });
  });
}
