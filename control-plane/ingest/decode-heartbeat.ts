import { OTHER_ISSUER } from "../model/aggregate.ts";
import { ENDPOINT_LABELS, VANTAGE_LABELS } from "../model/gen/words.ts";
import { decodeCounters } from "./decode-counters.ts";
import { decodeWorker } from "./decode-worker.ts";
import { fieldsOf, nextField, textOf } from "./fields.ts";
import { LARGEST_COUNT, LARGEST_REST, MAX_BOARD_WORKERS, MAX_IN_FLIGHT_ENTRIES, MAX_STRING_BYTES } from "./limits.ts";
import { type Counters, type InFlight, type Message, type Span, unreadable, type Worker } from "./message.ts";

/**
 * The Heartbeat in `body`. Total. In-flight entries beyond the limit are added up as issuer `other`; those that make no
 * sense are left out. So are workers that make none, or are beyond the limit; those are counted.
 */
export function decodeHeartbeat(bytes: Uint8Array, body: Span): Message {
  const fields = fieldsOf(bytes, body.from, body.to);
  let counters: Counters | undefined;
  let sent = 0;
  const inFlight: InFlight[] = [];
  const others = new Map<number, InFlight>();
  let folded = 0;
  const workers: Worker[] = [];
  const rest = { leftOut: 0, unnamed: 0, unlisted: 0 };
  while (nextField(fields)) {
    if (fields.field === 1 && fields.isBytes) counters = decodeCounters(bytes, fields.from, fields.at);
    else if (fields.field === 2 && !fields.isBytes) sent = fields.value;
    else if (fields.field === 3 && fields.isBytes) {
      const entry = inFlightOf(bytes, fields.from, fields.at);
      if (entry === undefined) continue;
      if (inFlight.length < MAX_IN_FLIGHT_ENTRIES) inFlight.push(entry);
      else {
        folded += 1;
        addToOthers(others, entry);
      }
    } else if (fields.field === 4 && fields.isBytes) {
      const isFull = workers.length >= MAX_BOARD_WORKERS;
      const worker = isFull ? undefined : decodeWorker(bytes, fields.from, fields.at);
      if (worker === undefined) rest.leftOut += 1;
      else workers.push(worker);
    } else if (fields.field === 5 && !fields.isBytes) rest.unnamed = believed(fields.value);
    else if (fields.field === 6 && !fields.isBytes) rest.unlisted = believed(fields.value);
  }
  if (fields.isBroken) return unreadable("Heartbeat is not protobuf");
  const { leftOut, unnamed, unlisted } = rest;
  const board = { workers, leftOut, unlisted };
  const all = [...inFlight, ...others.values()];
  return { kind: "heartbeat", heartbeat: { counters, sent, inFlight: all, folded, unnamed, board } };
}

/** That there are some is true of a number that is too large, too. */
function believed(value: number): number {
  return Math.min(value, LARGEST_REST);
}

/** One for each endpoint and vantage, so there are few. */
function addToOthers(others: Map<number, InFlight>, { endpoint, vantage, exchanges }: InFlight): void {
  const place = endpoint * VANTAGE_LABELS.length + vantage;
  const sum = (others.get(place)?.exchanges ?? 0) + exchanges;
  others.set(place, { issuer: OTHER_ISSUER, endpoint, vantage, exchanges: sum });
}

/** The Bye in `body`. Total. */
export function decodeBye(bytes: Uint8Array, body: Span): Message {
  const fields = fieldsOf(bytes, body.from, body.to);
  let counters: Counters | undefined;
  let sent = 0;
  while (nextField(fields)) {
    if (fields.field === 1 && fields.isBytes) counters = decodeCounters(bytes, fields.from, fields.at);
    else if (fields.field === 2 && !fields.isBytes) sent = fields.value;
  }
  return fields.isBroken ? unreadable("Bye is not protobuf") : { kind: "bye", bye: { counters, sent } };
}

function inFlightOf(bytes: Uint8Array, from: number, to: number): InFlight | undefined {
  const fields = fieldsOf(bytes, from, to);
  let issuer: Span | undefined;
  let endpoint = 0;
  let vantage = 0;
  let exchanges = 0;
  while (nextField(fields)) {
    if (fields.field === 1 && fields.isBytes) issuer = { from: fields.from, to: fields.at };
    else if (fields.field === 2 && !fields.isBytes) endpoint = fields.value;
    else if (fields.field === 3 && !fields.isBytes) vantage = fields.value;
    else if (fields.field === 4 && !fields.isBytes) exchanges = fields.value;
  }
  if (fields.isBroken || issuer === undefined || issuer.to - issuer.from > MAX_STRING_BYTES) return undefined;
  if (!isWord(endpoint, ENDPOINT_LABELS) || !isWord(vantage, VANTAGE_LABELS) || exchanges > LARGEST_COUNT)
    return undefined;
  return { issuer: textOf(bytes, issuer.from, issuer.to), endpoint, vantage, exchanges };
}

function isWord(value: number, labels: readonly string[]): boolean {
  return value > 0 && value < labels.length;
}
