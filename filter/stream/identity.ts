// Who this proxy is, as its node says: read once, while configuring.

/** What is known of the node. */
export enum IdentityPart {
  Node = 0,
  Workload = 1,
  Namespace = 2,
  Cluster = 3,
}

const PARTS: usize = 4;
/** Most bytes of a part; the rest is cut. */
export const MAX_PART: u32 = 256;

// Each part is a u32 size and its bytes.
const STRIDE: usize = 4 + <usize>MAX_PART;

/** Four parts. */
@unmanaged
export class Identity {}

/** Bytes of an identity. */
export const IDENTITY_SIZE: usize = PARTS * STRIDE;

/** Keeps the first MAX_PART bytes of a part, and no part of a character: half of one makes the whole message unreadable. */
export function setIdentityPart(identity: Identity, part: IdentityPart, at: usize, size: u32): void {
  const to = partAt(identity, part);
  let kept = min(size, MAX_PART);
  // A character has at most three bytes that continue it (RFC 3629 §3).
  for (let i: u32 = 0; i < 3 && kept > 0 && kept < size; i++) {
    if ((load<u8>(at + <usize>kept) & 0xc0) !== 0x80) break;
    kept -= 1;
  }
  store<u32>(to, kept);
  memory.copy(to + 4, at, kept);
}

/** Address of a part's bytes. */
export function identityPart(identity: Identity, part: IdentityPart): usize {
  return partAt(identity, part) + 4;
}

/** Size of a part. */
export function identityPartSize(identity: Identity, part: IdentityPart): u32 {
  return load<u32>(partAt(identity, part));
}

function partAt(identity: Identity, part: IdentityPart): usize {
  return changetype<usize>(identity) + <usize>part * STRIDE;
}
