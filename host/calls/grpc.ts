// gRPC streams and calls of the module. They belong to the root context of whoever opens them.
// Source: Envoy source/extensions/common/wasm/context.cc, `grpcCall` and on; what a real Envoy does was measured.
import { Status, TOKEN_STEP, TokenKind } from "../abi.ts";
import { EnvoyAbort } from "../errors.ts";
import { eventsOf } from "../grpc-events.ts";
import { readGrpcService } from "../grpc-service.ts";
import type { Machine } from "../machine.ts";
import { readPairs } from "../pairs.ts";
import type { GrpcEntry, RootState } from "../root-state.ts";
import { actingContext, blame, copyAt, give, isInside, putU32, textAt } from "./memory.ts";

/** Host calls by short name; each returns a `Status`. */
export const GRPC = {
  grpc_stream: grpcStream,
  grpc_call: grpcCall,
  grpc_send: grpcSend,
  grpc_close: grpcClose,
  grpc_cancel: grpcCancel,
  get_status: getStatus,
} as const;

const KIND_BITS = 3;
const MAX_NEVER_GIVEN = 10_000;
const NOTHING = new Uint8Array();

function grpcStream(
  machine: Machine,
  serviceAt: number,
  serviceSize: number,
  nameAt: number,
  nameSize: number,
  methodAt: number,
  methodSize: number,
  metadataAt: number,
  metadataSize: number,
  tokenOut: number,
): number {
  const spans = [serviceAt, serviceSize, nameAt, nameSize, methodAt, methodSize, metadataAt, metadataSize];
  return open(machine, "stream", spans, NOTHING, 0, tokenOut);
}

function grpcCall(
  machine: Machine,
  serviceAt: number,
  serviceSize: number,
  nameAt: number,
  nameSize: number,
  methodAt: number,
  methodSize: number,
  metadataAt: number,
  metadataSize: number,
  messageAt: number,
  messageSize: number,
  timeoutMs: number,
  tokenOut: number,
): number {
  if (!isInside(machine, messageAt, messageSize)) return Status.InvalidMemoryAccess;
  const message = copyAt(machine, messageAt, messageSize);
  const spans = [serviceAt, serviceSize, nameAt, nameSize, methodAt, methodSize, metadataAt, metadataSize];
  return open(machine, "call", spans, message, timeoutMs >>> 0, tokenOut);
}

/** `spans` are those of the service, its name, the method and the metadata. */
function open(
  machine: Machine,
  kind: "stream" | "call",
  spans: readonly number[],
  message: Uint8Array,
  timeoutMs: number,
  tokenOut: number,
): number {
  for (let i = 0; i < spans.length; i += 2)
    if (!isInside(machine, spans[i] ?? 0, spans[i + 1] ?? 0)) return Status.InvalidMemoryAccess;
  const span = (index: number): Buffer => copyAt(machine, spans[index * 2] ?? 0, spans[index * 2 + 1] ?? 0);
  const { root } = actingContext(machine);
  const { grpc } = machine.process;
  const service = readGrpcService(span(0));
  if (root === undefined) return Status.InternalFailure;
  if (service.kind === "invalid")
    throw new EnvoyAbort(
      `proxy_grpc_${kind} with a grpc_service that parses and names no target (panic: unset oneof): encode envoy_grpc`,
    );
  if (service.kind === "name" && !grpc.hasCluster(service.cluster)) return Status.ParseFailure;
  const token = nextToken(machine, kind);
  const entry: GrpcEntry = { peer: undefined, localClosed: false, remoteClosed: false };
  const entries = kind === "stream" ? root.grpcStreams : root.grpcCalls;
  entries.set(token, entry);
  // The official build has no Google gRPC client: no client is made, and the entry stays.
  if (service.kind === "google_grpc") return Status.BadArgument;
  const { cluster } = service;
  const more = service.kind === "envoy_grpc" ? service : { authority: "", metadata: [] };
  const peer = grpc.open(
    {
      kind,
      cluster,
      authority: more.authority,
      service: textAt(machine, spans[2] ?? 0, spans[3] ?? 0),
      method: textAt(machine, spans[4] ?? 0, spans[5] ?? 0),
      metadata: [...readPairs(span(3)), ...more.metadata],
      grpcService: span(0),
      message,
      timeoutMs,
      worker: machine.worker,
    },
    eventsOf(root, token, entries, entry),
  );
  if (peer === undefined) {
    entries.delete(token);
    if (root.neverGiven.size < MAX_NEVER_GIVEN) root.neverGiven.add(token);
    return Status.InternalFailure;
  }
  if (!entry.remoteClosed) entry.peer = peer;
  return putU32(machine, tokenOut, token) ? Status.Ok : Status.InvalidMemoryAccess;
}

function nextToken(machine: Machine, kind: "stream" | "call"): number {
  if (kind === "stream") return (machine.nextGrpcStream += TOKEN_STEP);
  return (machine.nextGrpcCall += TOKEN_STEP);
}

function grpcSend(machine: Machine, token: number, at: number, size: number, end: number): number {
  if (!isInside(machine, at, size)) return Status.InvalidMemoryAccess;
  if ((token & KIND_BITS) !== TokenKind.GrpcStream) return Status.BadArgument;
  const { root } = actingContext(machine);
  const entry = root?.grpcStreams.get(token >>> 0);
  if (entry === undefined) return unknownToken(machine, root, "grpc_send", token);
  // After the other side has closed it is dropped, and nobody says so.
  entry.peer?.send(copyAt(machine, at, size), end !== 0);
  return Status.Ok;
}

function grpcClose(machine: Machine, token: number): number {
  const { root } = actingContext(machine);
  const entries = entriesOf(root, token);
  if (entries === undefined) return Status.BadArgument;
  const entry = entries.get(token >>> 0);
  if (entry === undefined) return unknownToken(machine, root, "grpc_close", token);
  if ((token & KIND_BITS) === TokenKind.GrpcCall) return cancel(entries, token, entry);
  entry.peer?.close();
  if (entry.remoteClosed) entries.delete(token >>> 0);
  else entry.localClosed = true;
  return Status.Ok;
}

function grpcCancel(machine: Machine, token: number): number {
  const { root } = actingContext(machine);
  const entries = entriesOf(root, token);
  if (entries === undefined) return Status.BadArgument;
  const entry = entries.get(token >>> 0);
  if (entry === undefined) return unknownToken(machine, root, "grpc_cancel", token);
  return cancel(entries, token, entry);
}

function cancel(entries: Map<number, GrpcEntry>, token: number, entry: GrpcEntry): number {
  entries.delete(token >>> 0);
  entry.peer?.reset();
  entry.peer = undefined;
  return Status.Ok;
}

/** undefined = the token is of neither kind. */
function entriesOf(root: RootState | undefined, token: number): Map<number, GrpcEntry> | undefined {
  const kind = token & KIND_BITS;
  if (kind === TokenKind.GrpcStream) return root?.grpcStreams ?? new Map();
  return kind === TokenKind.GrpcCall ? (root?.grpcCalls ?? new Map()) : undefined;
}

/** Of a token that was once given, this is a mistake of the module's. */
function unknownToken(machine: Machine, root: RootState | undefined, call: string, token: number): number {
  const isStream = (token & KIND_BITS) === TokenKind.GrpcStream;
  const isPast = token >>> 0 <= (isStream ? machine.nextGrpcStream : machine.nextGrpcCall) && token >>> 0 > TOKEN_STEP;
  if (isPast && root !== undefined && !root.neverGiven.has(token >>> 0))
    blame(machine, "freed_token", `proxy_${call} of ${token >>> 0}`);
  return Status.NotFound;
}

/** Code and message of the last close, from the root context. */
function getStatus(machine: Machine, codeOut: number, atOut: number, sizeOut: number): number {
  const { root } = actingContext(machine);
  if (!putU32(machine, codeOut, root?.statusCode ?? 0)) return Status.InvalidMemoryAccess;
  return give(machine, root?.statusMessage ?? "", atOut, sizeOut);
}
