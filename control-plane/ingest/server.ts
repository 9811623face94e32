import {
  logVerbosity,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServiceDefinition,
  setLogVerbosity,
  status,
} from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";
import type { EndReason } from "../model/stream-ends.ts";
import type { Ingest } from "./ingest.ts";
import { MAX_STREAMS_A_CONNECTION, MAX_TRANSPORT_BYTES } from "./limits.ts";
import { addReflection } from "./reflection.ts";
import type { StreamEnd } from "./stream.ts";

export type GrpcSettings = {
  readonly listen: { readonly host: string; readonly port: number };
  readonly tls: { readonly cert: Buffer; readonly key: Buffer; readonly clientCa: Buffer | undefined } | undefined;
  /** Where streams go. */
  readonly open: Ingest["open"];
  readonly steadyMs: () => number;
};

export type GrpcServer = {
  /** Rejects with GrpcListenError. */
  listen(): Promise<{ readonly address: string; readonly port: number }>;
  /** What `grpc.health.v1` says of everything. */
  setServing(isServing: boolean): void;
  /** Ends every connection; resolves when the last is gone, or `deadline` cuts the rest. */
  close(deadline: AbortSignal): Promise<void>;
};

/** The port cannot be had. `code` is Node's: EADDRINUSE, EACCES, EADDRNOTAVAIL, or EUNKNOWN. */
export class GrpcListenError extends Error {
  override readonly name = "GrpcListenError";
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const SERVICE = "oauthflow.v1.ObservationService";
const bytesAsTheyAre = (bytes: Buffer): Buffer => bytes;

/** By hand, and with bytes instead of messages: the decoder is ours. Source: proto/oauthflow/v1/observation.proto. */
const OBSERVATION: ServiceDefinition = {
  Observe: {
    path: `/${SERVICE}/Observe`,
    requestStream: true,
    responseStream: true,
    requestSerialize: bytesAsTheyAre,
    requestDeserialize: bytesAsTheyAre,
    responseSerialize: bytesAsTheyAre,
    responseDeserialize: bytesAsTheyAre,
  },
};

/** A connection that is dead without a word is noticed within a minute and a half. */
const OPTIONS = {
  "grpc.enable_channelz": 0,
  "grpc.max_receive_message_length": MAX_TRANSPORT_BYTES,
  "grpc.max_concurrent_streams": MAX_STREAMS_A_CONNECTION,
  "grpc.keepalive_time_ms": 60_000,
  "grpc.keepalive_timeout_ms": 20_000,
} as const;

export function createGrpcServer(settings: GrpcSettings): GrpcServer {
  // What it would print is in our results; a log has lines of one form only.
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server(OPTIONS);
  const health = new HealthImplementation();
  const observe = (call: ServerDuplexStream<Buffer, Buffer>): void => serve(call, settings);
  server.addService(OBSERVATION, { Observe: observe });
  health.addToServer(server);
  addReflection(server);
  const { listen: at, tls } = settings;
  const setServing = (isServing: boolean): void => {
    for (const service of ["", SERVICE]) health.setStatus(service, isServing ? "SERVING" : "NOT_SERVING");
  };
  setServing(false);

  return {
    listen: () =>
      new Promise((resolve, reject) => {
        const host = at.host.includes(":") ? `[${at.host}]` : at.host;
        server.bindAsync(`${host}:${at.port}`, credentialsOf(tls), (error, port) => {
          if (error === null) resolve({ address: at.host, port });
          else reject(listenErrorOf(error));
        });
      }),
    setServing,
    close: (deadline) =>
      new Promise((resolve) => {
        const cut = (): void => {
          server.forceShutdown();
          resolve();
        };
        deadline.addEventListener("abort", cut, { once: true });
        server.tryShutdown(() => {
          deadline.removeEventListener("abort", cut);
          resolve();
        });
        if (deadline.aborted) cut();
      }),
  };
}

/** Messages come in one at a time, and none is read while the peer takes no answers. */
function serve(call: ServerDuplexStream<Buffer, Buffer>, { open, steadyMs }: GrpcSettings): void {
  const stream = open({
    write(message) {
      const takesMore = call.write(Buffer.from(message.buffer, message.byteOffset, message.byteLength));
      if (!takesMore) call.pause();
      return takesMore;
    },
    end: (end) => endCall(call, end),
  });
  call.on("data", (bytes: Buffer) => stream.receive(bytes, steadyMs()));
  call.on("end", () => stream.halfClosed());
  call.on("cancelled", () => stream.cancelled());
  call.on("drain", () => {
    stream.writable();
    call.resume();
  });
}

const STATUS: { readonly [reason in EndReason]: status } = {
  bye: status.OK,
  closed: status.OK,
  drained: status.OK,
  superseded: status.ABORTED,
  malformed: status.INVALID_ARGUMENT,
  schema: status.FAILED_PRECONDITION,
  too_large: status.RESOURCE_EXHAUSTED,
  stream_limit: status.RESOURCE_EXHAUSTED,
  overdrawn: status.RESOURCE_EXHAUSTED,
  silent: status.DEADLINE_EXCEEDED,
  full: status.RESOURCE_EXHAUSTED,
  draining: status.UNAVAILABLE,
};

/** What was written goes out first. */
function endCall(call: ServerDuplexStream<Buffer, Buffer>, { reason, what }: StreamEnd): void {
  if (STATUS[reason] === status.OK) call.end();
  else call.emit("error", { code: STATUS[reason], details: what });
  // What the peer still sends is read and left, so that the connection does not fill up.
  call.resume();
}

function credentialsOf(tls: GrpcSettings["tls"]): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const pair = { private_key: tls.key, cert_chain: tls.cert };
  const credentials = ServerCredentials.createSsl(tls.clientCa ?? null, [pair], tls.clientCa !== undefined);
  // grpc-js has no option for it, and hands these to http2.createSecureServer as they are.
  Object.assign(credentials._getConstructorOptions() ?? {}, { minVersion: "TLSv1.3" });
  return credentials;
}

function listenErrorOf(error: Error): GrpcListenError {
  const code = /\bE[A-Z]{3,}\b/.exec(error.message)?.[0] ?? "EUNKNOWN";
  return new GrpcListenError(code, error.message, { cause: error });
}
