// The root contexts of this VM: one for each plugin configuration and direction, and for a while two when a listener is
// updated. Each has its own stream, queue, keys and endpoint table. Memory of one that ended serves the next.

import { ENDPOINT_TABLE_SIZE, tableReset } from "./oauth/endpoint-table";
import { Counters, COUNTERS_SIZE } from "./record/counters";
import { Dictionary, DICTIONARY_SIZE, dictionaryReset } from "./record/dictionary";
import { KEY_RING_SIZE, KeyRing } from "./record/key-ring";
import { Queue, queueClear, queueReset } from "./record/queue";
import { Place } from "./stream/board";
import { GRPC_SERVICE_SIZE } from "./stream/grpc-service";
import { Identity, IDENTITY_SIZE } from "./stream/identity";
import { Settings, settingsForNewStream } from "./stream/settings";
import { Stream, StreamParts, streamReset } from "./stream/stream";
import { Told, TOLD_SIZE } from "./stream/told";

/** Roots alive at once; beyond it a configuration is not watched. */
export const MAX_ROOTS: u32 = 8;

// ╒═══════════════════ Root ═══════════════════╕
//    0  u32          context       root context id; 0 = free
//    4  u32          exchanges     most open exchanges
//    8  u32          bodyBytes     most bytes read of a body
//   12  u32          sampled       exchanges since the last that sampling kept
//   16  u8           vantage       Vantage as configured; 0 = auto
//   17  u8           nodeKind      NodeKind
//   18  u8           index         place among the roots
//   24  StreamParts  addresses of what follows
//       Stream, Settings, Queue, KeyRing, Counters, Counters (as published), Told, Place, Identity, GrpcService,
//       Dictionary, table
@unmanaged
export class Root {
  context: u32;
  exchanges: u32;
  bodyBytes: u32;
  sampled: u32;
  vantage: u8;
  nodeKind: u8;
  index: u8;

  /** What the stream works with. */
  get parts(): StreamParts {
    return changetype<StreamParts>(changetype<usize>(this) + PARTS);
  }

  /** The counters when they were last published. */
  get published(): Counters {
    return changetype<Counters>(changetype<usize>(this) + PUBLISHED);
  }

  /** Where it stands on the board. */
  get place(): Place {
    return changetype<Place>(changetype<usize>(this) + PLACE);
  }

  /** Address of the endpoint table. */
  get table(): usize {
    return changetype<usize>(this) + TABLE;
  }
}

const PARTS: usize = 24;
const STREAM: usize = aligned(PARTS + offsetof<StreamParts>());
const SETTINGS: usize = aligned(STREAM + offsetof<Stream>());
const QUEUE: usize = aligned(SETTINGS + offsetof<Settings>());
const RING: usize = aligned(QUEUE + offsetof<Queue>());
const COUNTERS: usize = aligned(RING + KEY_RING_SIZE);
const PUBLISHED: usize = aligned(COUNTERS + COUNTERS_SIZE);
const TOLD: usize = aligned(PUBLISHED + COUNTERS_SIZE);
const PLACE: usize = aligned(TOLD + TOLD_SIZE);
const IDENTITY: usize = aligned(PLACE + offsetof<Place>());
const TARGET: usize = aligned(IDENTITY + IDENTITY_SIZE);
const DICTIONARY: usize = aligned(TARGET + GRPC_SERVICE_SIZE);
const TABLE: usize = aligned(DICTIONARY + DICTIONARY_SIZE);
const ROOT_SIZE: usize = aligned(TABLE + ENDPOINT_TABLE_SIZE);

const ROOTS: usize = memory.data(<i32>MAX_ROOTS * 4, 4);
let made: u32 = 0;
/** A configuration has found no place: from then on, what belongs to nobody may be its. */
let isRefused: bool = false;

function aligned(size: usize): usize {
  return (size + 7) & ~(<usize>7);
}

/** The root at a place; its `context` is 0 when the place is free. */
export function rootAt(index: u32): Root {
  return changetype<Root>(<usize>load<u32>(ROOTS + ((<usize>index) << 2)));
}

/** Address of the root of a root context; 0 = none. */
export function rootOf(context: u32): usize {
  for (let i: u32 = 0; i < made; i++) {
    const root = rootAt(i);
    if (root.context === context) return changetype<usize>(root);
  }
  return 0;
}

/** The one root alive; 0 when there are none or several, or there may be one that is not watched. */
export function onlyRoot(): usize {
  if (isRefused) return 0;
  let only: usize = 0;
  for (let i: u32 = 0; i < made; i++) {
    const root = rootAt(i);
    if (root.context === 0) continue;
    if (only !== 0) return 0;
    only = changetype<usize>(root);
  }
  return only;
}

/**
 * The root of a root context, made when it is new: a new epoch, nothing counted. 0 when there are too many. Allocates;
 * only while configuring.
 */
export function openRoot(context: u32): usize {
  const present = rootOf(context);
  if (present !== 0) return present;
  let address = rootOf(0);
  if (address === 0) {
    if (made === MAX_ROOTS) {
      isRefused = true;
      return 0;
    }
    address = heap.alloc(ROOT_SIZE);
    store<u32>(ROOTS + ((<usize>made) << 2), <u32>address);
    made += 1;
  }
  begin(address, context);
  return address;
}

/** Forgets a root; its memory serves the next. Returns how many records it had that no aggregator has acknowledged. */
export function closeRoot(root: Root): u32 {
  root.context = 0;
  return queueClear(root.parts.queue);
}

function begin(address: usize, context: u32): void {
  memory.fill(address, 0, ROOT_SIZE);
  const root = changetype<Root>(address);
  root.context = context;
  for (let i: u32 = 0; i < made; i++) {
    if (changetype<usize>(rootAt(i)) === address) root.index = <u8>i;
  }
  const parts = root.parts;
  parts.stream = changetype<Stream>(address + STREAM);
  parts.settings = changetype<Settings>(address + SETTINGS);
  parts.queue = changetype<Queue>(address + QUEUE);
  parts.dictionary = changetype<Dictionary>(address + DICTIONARY);
  parts.ring = changetype<KeyRing>(address + RING);
  parts.counters = changetype<Counters>(address + COUNTERS);
  parts.told = changetype<Told>(address + TOLD);
  parts.identity = changetype<Identity>(address + IDENTITY);
  parts.target = address + TARGET;
  streamReset(parts.stream, context);
  settingsForNewStream(parts.settings);
  queueReset(parts.queue, 0);
  dictionaryReset(parts.dictionary);
  tableReset(root.table);
}
