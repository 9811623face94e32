// The sign of life of a stream, with what is under way: a server that hangs must not look idle.

import { exchangeOf, exchangeSlots, openExchange } from "./exchange-table";
import { proxy_grpc_send } from "./host/env";
import { isEvidentNow } from "./oauth/exchange";
import { issuerNameAt, issuerNameSize } from "./record/issuer-names";
import { Root } from "./root";
import { addInFlight, beginHeartbeat, endHeartbeat, messageAt } from "./stream/hello";
import { Phase } from "./stream/stream";
import { tellInHeartbeat } from "./stream/told";

const SECOND: u64 = 1_000_000_000;
/** Between two heartbeats. */
const PERIOD: u64 = 5 * SECOND;

/** Combinations of issuer, endpoint and vantage that one heartbeat names; a worker sees a handful. */
const MAX_GROUPS: u32 = 32;

// ╒════════ Group, 8 bytes ════════╕
//   0  u16  issuer    name index
//   2  u8   endpoint  Endpoint
//   3  u8   vantage   Vantage
//   4  u32  exchanges
const GROUPS: usize = memory.data(<i32>MAX_GROUPS * 8, 4);
let groups: u32 = 0;

/** Sends a heartbeat when its time has come. */
export function beatIfDue(root: Root, now: u64): void {
  const parts = root.parts;
  const stream = parts.stream;
  if (stream.phase !== Phase.Open || !parts.settings.welcomed || now < stream.heartbeatAt) return;
  stream.heartbeatAt = now + PERIOD;
  countOpen(root.index);
  let at = beginHeartbeat(parts.counters, stream.sent);
  for (let i: u32 = 0; i < groups; i++) {
    const group = GROUPS + ((<usize>i) << 3);
    const issuer: u32 = load<u16>(group);
    const name = issuerNameAt(issuer);
    at = addInFlight(at, name, issuerNameSize(issuer), load<u8>(group, 2), load<u8>(group, 3), load<u32>(group, 4));
  }
  // While an answer is awaited, nobody may be reading.
  if (stream.askedAt === 0) tellInHeartbeat(parts.told, parts.counters);
  proxy_grpc_send(stream.token, messageAt, endHeartbeat(at), 0);
}

function countOpen(rootIndex: u32): void {
  groups = 0;
  const slots = exchangeSlots();
  for (let i: u32 = 0; i < slots; i++) {
    const open = openExchange(i);
    // Without a vantage nothing will come of it.
    if (open.context === 0 || open.root !== rootIndex || open.vantage === 0) continue;
    const exchange = exchangeOf(open);
    if (!isEvidentNow(exchange)) continue;
    const record = exchange.record;
    addTo(<u32>record.issuer | ((<u32>record.endpoint) << 16) | ((<u32>open.vantage) << 24));
  }
}

function addTo(key: u32): void {
  for (let i: u32 = 0; i < groups; i++) {
    const group = GROUPS + ((<usize>i) << 3);
    if (load<u32>(group) !== key) continue;
    store<u32>(group, load<u32>(group, 4) + 1, 4);
    return;
  }
  if (groups === MAX_GROUPS) return;
  const group = GROUPS + ((<usize>groups) << 3);
  store<u32>(group, key);
  store<u32>(group, 1, 4);
  groups += 1;
}
