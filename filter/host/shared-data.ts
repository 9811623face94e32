// Values that the VMs of one Envoy process share, by name, under their vm_id. Whoever has that vm_id reads and writes
// them, so what is read may be any bytes. Without them the filter works: a host that refuses is not asked again, since
// Envoy logs every refusal.

import { Status } from "./abi";
import { proxy_get_shared_data, proxy_set_shared_data } from "./env";

/** Address of the last value read, in the arena. */
export let sharedAt: usize = 0;
/** Size of the last value read, bytes. */
export let sharedSize: u32 = 0;

// Address, size and version of a value, as the host writes them.
const OUT: usize = memory.data(12, 4);
/** For a value that nobody has written: no write has this version, so that of two first writers one is refused. */
const NEVER_WRITTEN: u32 = u32.MAX_VALUE;
/** Writes whatever is there. */
const ANY_VERSION: u32 = 0;

let version: u32 = ANY_VERSION;
let refused: bool = false;
/** The last write was a first one and lost its race, or this host takes no version for one: then the next goes without. */
let isFirstLost: bool = false;

/** Whether the host has refused. */
export function isSharedRefused(): bool {
  return refused;
}

/** Reads a value into `sharedAt`, `sharedSize`; false when there is none that can be read. */
export function readShared(nameAt: usize, nameSize: u32): bool {
  sharedAt = 0;
  sharedSize = 0;
  if (refused) return false;
  const status = proxy_get_shared_data(nameAt, nameSize, OUT, OUT + 4, OUT + 8);
  if (status === Status.Ok) {
    sharedAt = <usize>load<u32>(OUT);
    sharedSize = load<u32>(OUT, 4);
    version = load<u32>(OUT, 8);
    return true;
  }
  // One that does not fit into the arena is none of ours, and its version is not told.
  if (status === Status.InvalidMemoryAccess) version = ANY_VERSION;
  else if (status === Status.NotFound) version = isFirstLost ? ANY_VERSION : NEVER_WRITTEN;
  else refused = true;
  return false;
}

/** Writes the value that `readShared` read last, unless another VM has written it meanwhile: then false. */
export function writeShared(nameAt: usize, nameSize: u32, at: usize, size: u32): bool {
  return write(nameAt, nameSize, at, size, version);
}

/** Writes a value, whatever is there. */
export function replaceShared(nameAt: usize, nameSize: u32, at: usize, size: u32): void {
  write(nameAt, nameSize, at, size, ANY_VERSION);
}

function write(nameAt: usize, nameSize: u32, at: usize, size: u32, expected: u32): bool {
  if (refused) return false;
  const status = proxy_set_shared_data(nameAt, nameSize, at, size, expected);
  isFirstLost = status === Status.CasMismatch && expected === NEVER_WRITTEN;
  if (status !== Status.Ok && status !== Status.CasMismatch) refused = true;
  return status === Status.Ok;
}
