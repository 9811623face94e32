/** Bytes of an epoch. */
const EPOCH_BYTES = 8;

/** An epoch as hex; undefined where it is none: not 8 bytes, or all zero. Source: observation.proto, `Hello.epoch`. */
export function epochIdOf(bytes: Uint8Array, from: number, to: number): string | undefined {
  if (to - from !== EPOCH_BYTES) return undefined;
  const id = Buffer.from(bytes.buffer, bytes.byteOffset + from, EPOCH_BYTES).toString("hex");
  return /^0*$/.test(id) ? undefined : id;
}
