// The host of an authority (RFC 3986 §3.2.2), and the hosts that a configuration names.

/** Bytes of a host: what a name of the DNS can have (RFC 1035 §2.3.4). */
export const MAX_HOST: u32 = 253;

/** Where `hostOf` and `configuredHost` write: overwritten by the next call. */
export const HOST: usize = memory.data(<i32>MAX_HOST);

/** Whether the last `configuredHost` began with `*.`; HOST then has what follows the star. */
export let isWildcard: bool = false;

const COLON: u8 = 0x3a;
const DOT: u8 = 0x2e;

/**
 * Writes the host of an authority to HOST: lower case, without port, without the brackets of an IPv6 address and the
 * dot that ends an absolute name. Its size; 0 when there is none or it is longer than MAX_HOST.
 */
export function hostOf(at: usize, size: u32): u32 {
  if (size === 0) return 0;
  if (load<u8>(at) === 0x5b) {
    const close = indexFrom(at, size, 0x5d);
    return close === size ? 0 : writeHost(at + 1, close - 1);
  }
  const colon = indexFrom(at, size, COLON);
  // More than one colon is an IPv6 address without its brackets.
  const isAddress = colon < size && colon + 1 + indexFrom(at + <usize>colon + 1, size - colon - 1, COLON) < size;
  const end = isAddress ? size : colon;
  return writeHost(at, end > 1 && load<u8>(at + <usize>end - 1) === DOT ? end - 1 : end);
}

/**
 * Writes a host of a configuration to HOST, as `hostOf` does. 0 when it is none that could ever match: empty, with a
 * port, a scheme or a path, not in ASCII (names travel in their A-label form, RFC 5890), or with a star elsewhere than in
 * a leading `*.`.
 */
export function configuredHost(at: usize, size: u32): u32 {
  isWildcard = size > 2 && load<u8>(at) === 0x2a && load<u8>(at, 1) === DOT;
  if (isWildcard) {
    at += 1;
    size -= 1;
  }
  if (hasPort(at, size)) return 0;
  const host = hostOf(at, size);
  for (let i: u32 = 0; i < host; i++) if (!isHostByte(load<u8>(HOST + <usize>i))) return 0;
  return isWildcard && host < 2 ? 0 : host;
}

/** Whether HOST, of this size, is below a suffix that begins with a dot. */
export function isHostBelow(size: u32, suffixAt: usize, suffixSize: u32): bool {
  return size > suffixSize && memory.compare(HOST + <usize>(size - suffixSize), suffixAt, suffixSize) === 0;
}

function writeHost(at: usize, size: u32): u32 {
  if (size > MAX_HOST) return 0;
  for (let i: u32 = 0; i < size; i++) {
    const byte = load<u8>(at + <usize>i);
    store<u8>(HOST + <usize>i, <u8>(byte - 0x41) < 26 ? byte | 0x20 : byte);
  }
  return size;
}

// One colon, or one after the brackets of an address.
function hasPort(at: usize, size: u32): bool {
  if (size !== 0 && load<u8>(at) === 0x5b) return load<u8>(at + <usize>size - 1) !== 0x5d;
  const colon = indexFrom(at, size, COLON);
  return colon < size && colon + 1 + indexFrom(at + <usize>colon + 1, size - colon - 1, COLON) === size;
}

function indexFrom(at: usize, size: u32, byte: u8): u32 {
  const end = min(size, MAX_HOST + 8);
  for (let i: u32 = 0; i < end; i++) if (load<u8>(at + <usize>i) === byte) return i;
  return size;
}

function isHostByte(byte: u8): bool {
  if (<u8>(byte - 0x61) < 26 || <u8>(byte - 0x30) < 10) return true;
  return byte === 0x2d || byte === DOT || byte === 0x5f || byte === COLON;
}
