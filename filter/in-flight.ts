// What is under way in a root: exchanges begun and not ended, by issuer, endpoint and vantage.

import { exchangeOf, exchangeSlots, openExchange } from "./exchange-table";
import { isEvidentNow } from "./oauth/exchange";
import { issuerNameAt, issuerNameSize } from "./record/issuer-names";
import { addInFlight } from "./stream/hello";

/** Combinations of issuer, endpoint and vantage that one heartbeat names; a worker sees a handful. */
const MAX_GROUPS: u32 = 32;

// ╒════════ Group, 8 bytes ════════╕
//   0  u16  issuer    name index
//   2  u8   endpoint  Endpoint
//   3  u8   vantage   Vantage
//   4  u32  exchanges
const GROUPS: usize = memory.data(<i32>MAX_GROUPS * 8, 4);
let groups: u32 = 0;

/** Exchanges that `countInFlight` found. */
export let inFlight: u32 = 0;
/** Of these, those that no heartbeat names: the groups or the message are full. */
export let inFlightUnnamed: u32 = 0;

/** Counts the exchanges of a root that are under way. */
export function countInFlight(rootIndex: u32): void {
  groups = 0;
  inFlight = 0;
  inFlightUnnamed = 0;
  const slots = exchangeSlots();
  for (let i: u32 = 0; i < slots; i++) {
    const open = openExchange(i);
    // Without a vantage nothing will come of it.
    if (open.context === 0 || open.root !== rootIndex || open.vantage === 0) continue;
    const exchange = exchangeOf(open);
    if (!isEvidentNow(exchange)) continue;
    const record = exchange.record;
    inFlight += 1;
    addTo(<u32>record.issuer | ((<u32>record.endpoint) << 16) | ((<u32>open.vantage) << 24));
  }
}

/** Writes what `countInFlight` found into a heartbeat; returns the address after it. */
export function putInFlight(at: usize): usize {
  for (let i: u32 = 0; i < groups; i++) {
    const group = GROUPS + ((<usize>i) << 3);
    const issuer: u32 = load<u16>(group);
    const count = load<u32>(group, 4);
    const name = issuerNameAt(issuer);
    const end = addInFlight(at, name, issuerNameSize(issuer), load<u8>(group, 2), load<u8>(group, 3), count);
    if (end === at) inFlightUnnamed += count;
    at = end;
  }
  return at;
}

function addTo(key: u32): void {
  for (let i: u32 = 0; i < groups; i++) {
    const group = GROUPS + ((<usize>i) << 3);
    if (load<u32>(group) !== key) continue;
    store<u32>(group, load<u32>(group, 4) + 1, 4);
    return;
  }
  if (groups === MAX_GROUPS) {
    inFlightUnnamed += 1;
    return;
  }
  const group = GROUPS + ((<usize>groups) << 3);
  store<u32>(group, key);
  store<u32>(group, 1, 4);
  groups += 1;
}
