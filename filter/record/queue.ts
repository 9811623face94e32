// Finished records waiting to be sent and acknowledged. The cells are one pool for the whole VM; each root context has a
// queue through it, so that two roots share the memory and none can take more than its limit. Cells are linked by index.

import { RECORD_SIZE, Record } from "./record";

/** No cell. */
export const NONE: u32 = u32.MAX_VALUE;

// A cell is a record with the index of the next cell before it.
// ╒═════ Cell, 256 bytes ═════╕
//   0  u32  next     index; NONE = last
//   4  u32  –
//   8  Record
const CELL_SIZE: usize = RECORD_SIZE + 8;

/** Cells that come at once; blocks let the pool grow at configuration without moving what is in it. */
const BLOCK_CELLS: u32 = 1024;
/** Blocks there may be: 16,384 records a VM. */
const MAX_BLOCKS: u32 = 16;
const BLOCKS: usize = memory.data(<i32>MAX_BLOCKS * 4, 4);

let blocks: u32 = 0;
let free: u32 = NONE;

/** Most records a configuration may ask for. */
export const MAX_RING_RECORDS: u32 = BLOCK_CELLS * MAX_BLOCKS;

// ╒═════════ Queue, 32 bytes ═════════╕
//    0  u32  head     oldest record; NONE = empty
//    4  u32  tail     newest record
//    8  u32  unsent   oldest record not sent on this stream; NONE = all sent
//   12  u32  count    records in the queue
//   16  u64  first    number of the record at head; with an empty queue, the next number
//   24  u32  sent     records from head on that are sent on this stream
//   28  u32  limit    most records
@unmanaged
export class Queue {
  head: u32;
  tail: u32;
  unsent: u32;
  count: u32;
  first: u64;
  sent: u32;
  limit: u32;
}

/** Makes sure that the pool has `cells` cells. Allocates; only while configuring. */
export function reserveCells(cells: u32): void {
  while (blocks * BLOCK_CELLS < cells && blocks < MAX_BLOCKS) {
    store<u32>(BLOCKS + ((<usize>blocks) << 2), <u32>heap.alloc(CELL_SIZE * <usize>BLOCK_CELLS));
    const base = blocks * BLOCK_CELLS;
    blocks += 1;
    for (let i: u32 = BLOCK_CELLS; i > 0; i--) {
      store<u32>(cellAt(base + i - 1), free);
      free = base + i - 1;
    }
  }
}

/** Empties a queue; numbering begins at 1. */
export function queueReset(queue: Queue, limit: u32): void {
  queue.head = NONE;
  queue.tail = NONE;
  queue.unsent = NONE;
  queue.count = 0;
  queue.first = 1;
  queue.sent = 0;
  queue.limit = limit;
}

/** Copies a record to the end and gives it the next number; false when the queue or the pool is full. */
export function queuePush(queue: Queue, record: Record): bool {
  if (queue.count >= queue.limit || free === NONE) return false;
  const cell = free;
  free = load<u32>(cellAt(cell));
  store<u32>(cellAt(cell), NONE);
  memory.copy(cellAt(cell) + 8, changetype<usize>(record), RECORD_SIZE);
  if (queue.tail === NONE) queue.head = cell;
  else store<u32>(cellAt(queue.tail), cell);
  queue.tail = cell;
  if (queue.unsent === NONE) queue.unsent = cell;
  queue.count += 1;
  return true;
}

/** Number of the oldest record not sent on this stream (or the next number, when all are). */
export function nextToSend(queue: Queue): u64 {
  return queue.first + <u64>queue.sent;
}

/** The record in a cell. */
export function recordIn(cell: u32): Record {
  return changetype<Record>(cellAt(cell) + 8);
}

/** The cell after this one; NONE at the end. */
export function cellAfter(cell: u32): u32 {
  return load<u32>(cellAt(cell));
}

/** Says that `records` more, up to before `nextUnsent`, are sent on this stream. */
export function queueSent(queue: Queue, records: u32, nextUnsent: u32): void {
  queue.sent += records;
  queue.unsent = nextUnsent;
}

/** Frees every record with a number up to `number`, which the caller has bounded by what was ever sent. */
export function queueAcknowledge(queue: Queue, number: u64): void {
  while (queue.count > 0 && queue.first <= number) pop(queue);
}

/** Takes all records as not sent: the stream is gone. */
export function queueRewind(queue: Queue): void {
  queue.unsent = queue.head;
  queue.sent = 0;
}

/** Frees all records; returns how many. */
export function queueClear(queue: Queue): u32 {
  const count = queue.count;
  while (queue.count > 0) pop(queue);
  return count;
}

function pop(queue: Queue): void {
  const cell = queue.head;
  queue.head = load<u32>(cellAt(cell));
  if (queue.head === NONE) queue.tail = NONE;
  if (queue.unsent === cell) queue.unsent = queue.head;
  queue.count -= 1;
  queue.first += 1;
  if (queue.sent > 0) queue.sent -= 1;
  store<u32>(cellAt(cell), free);
  free = cell;
}

function cellAt(cell: u32): usize {
  const block = <usize>load<u32>(BLOCKS + ((<usize>(cell / BLOCK_CELLS)) << 2));
  return block + <usize>(cell % BLOCK_CELLS) * CELL_SIZE;
}
