// The exchanges that are open now, by stream context. A slab with a free list, and an open-addressing index over it.

import { Exchange, EXCHANGE_SIZE } from "./oauth/exchange";

/** No exchange. */
export const NO_SLOT: u32 = u32.MAX_VALUE;

/** Exchanges that come at once; blocks let the slab grow at configuration without moving what is in it. */
const BLOCK_SLOTS: u32 = 256;
/** Blocks there may be: 4,096 open exchanges a VM. */
const MAX_BLOCKS: u32 = 16;
const BLOCKS: usize = memory.data(<i32>MAX_BLOCKS * 4, 4);

/** Most open exchanges a configuration may ask for. */
export const MAX_EXCHANGES: u32 = BLOCK_SLOTS * MAX_BLOCKS;

// Twice as many places as exchanges, so that a search is short. A place is the slot + 1; 0 = free.
const PLACES: u32 = MAX_EXCHANGES * 2;
const INDEX: usize = memory.data(<i32>PLACES * 2, 2);

// ╒══════════════ OpenExchange, 48 bytes and Exchange ══════════════╕
//    0  u32  context      stream context id; 0 = slot is free
//    4  u32  root         index of the root context
//    8  u64  startedAt    ns since the Unix epoch
//   16  u64  startedNs    ns, monotonic: request headers
//   24  u64  requestedNs  ns, monotonic: request complete; 0 = not yet
//   32  u64  answeredNs   ns, monotonic: response headers; 0 = not yet
//   40  u32  next         free list
//   44  u8   vantage      Vantage; 0 = could not be told
//   48  Exchange
@unmanaged
export class OpenExchange {
  context: u32;
  root: u32;
  startedAt: u64;
  startedNs: u64;
  requestedNs: u64;
  answeredNs: u64;
  next: u32;
  vantage: u8;
}

const HEAD_SIZE: usize = 48;
const SLOT_SIZE: usize = HEAD_SIZE + EXCHANGE_SIZE;

let blocks: u32 = 0;
let free: u32 = NO_SLOT;
let open: u32 = 0;

/** Makes sure that there are `slots` slots. Allocates; only while configuring. */
export function reserveExchanges(slots: u32): void {
  while (blocks * BLOCK_SLOTS < slots && blocks < MAX_BLOCKS) {
    store<u32>(BLOCKS + ((<usize>blocks) << 2), <u32>heap.alloc(SLOT_SIZE * <usize>BLOCK_SLOTS));
    const base = blocks * BLOCK_SLOTS;
    blocks += 1;
    for (let i: u32 = BLOCK_SLOTS; i > 0; i--) {
      const exchange = openExchange(base + i - 1);
      exchange.context = 0;
      exchange.next = free;
      free = base + i - 1;
    }
  }
}

/** Slots there are; `openExchange(slot).context` is 0 for a free one. */
export function exchangeSlots(): u32 {
  return blocks * BLOCK_SLOTS;
}

/** What is in a slot. */
export function openExchange(slot: u32): OpenExchange {
  const block = <usize>load<u32>(BLOCKS + ((<usize>(slot / BLOCK_SLOTS)) << 2));
  return changetype<OpenExchange>(block + <usize>(slot % BLOCK_SLOTS) * SLOT_SIZE);
}

/** What has been read of it. */
export function exchangeOf(exchange: OpenExchange): Exchange {
  return changetype<Exchange>(changetype<usize>(exchange) + HEAD_SIZE);
}

/** The slot that `takeSlot` would take, so that it can be filled before it is known to be wanted; NO_SLOT when full. */
export function freeSlot(limit: u32): u32 {
  return open < limit ? free : NO_SLOT;
}

/** Takes the slot that `freeSlot` gave for a stream context. */
export function takeSlot(slot: u32, context: u32): void {
  const exchange = openExchange(slot);
  free = exchange.next;
  open += 1;
  exchange.context = context;
  let place = placeOf(context);
  while (load<u16>(at(place)) !== 0) place = (place + 1) & (PLACES - 1);
  store<u16>(at(place), <u16>(slot + 1));
}

/** A root ends: its exchanges are in nobody's figures any more. Their slots are freed when their streams end. */
export function orphanExchanges(rootIndex: u32): void {
  const slots = exchangeSlots();
  for (let slot: u32 = 0; slot < slots; slot++) {
    const exchange = openExchange(slot);
    if (exchange.context !== 0 && exchange.root === rootIndex) exchange.root = NO_SLOT;
  }
}

/** Slot of a stream context; NO_SLOT when it has none. */
export function findSlot(context: u32): u32 {
  if (open === 0) return NO_SLOT;
  const place = findPlace(context);
  return place === NO_SLOT ? NO_SLOT : <u32>load<u16>(at(place)) - 1;
}

/** Frees the slot of a stream context. */
export function releaseSlot(context: u32): void {
  let hole = findPlace(context);
  if (hole === NO_SLOT) return;
  const slot = <u32>load<u16>(at(hole)) - 1;
  const exchange = openExchange(slot);
  exchange.context = 0;
  exchange.next = free;
  free = slot;
  open -= 1;
  // Moves later entries of the same run back, so that searches never meet a gap before their entry.
  store<u16>(at(hole), 0);
  let place = hole;
  for (let i: u32 = 0; i < PLACES; i++) {
    place = (place + 1) & (PLACES - 1);
    const entry = load<u16>(at(place));
    if (entry === 0) return;
    const home = placeOf(openExchange(<u32>entry - 1).context);
    if (((place - home) & (PLACES - 1)) < ((place - hole) & (PLACES - 1))) continue;
    store<u16>(at(hole), entry);
    store<u16>(at(place), 0);
    hole = place;
  }
}

function findPlace(context: u32): u32 {
  let place = placeOf(context);
  for (let i: u32 = 0; i < PLACES; i++) {
    const entry = load<u16>(at(place));
    if (entry === 0) return NO_SLOT;
    if (openExchange(<u32>entry - 1).context === context) return place;
    place = (place + 1) & (PLACES - 1);
  }
  return NO_SLOT;
}

// Context ids count up, so their low bits spread well enough.
function placeOf(context: u32): u32 {
  return (context * 0x9e3779b1) & (PLACES - 1);
}

function at(place: u32): usize {
  return INDEX + ((<usize>place) << 1);
}
