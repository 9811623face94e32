// The hashes of filter/text, as a test calls them.
import type { WasmInstance } from "../support/wasm-of.ts";

/** What test/filter/as/text-hash.ts exports. */
export type HashExports = {
  readonly hashSize: () => number;
  readonly hashReset: (s: number) => void;
  readonly hashUpdate: (s: number, at: number, size: number) => void;
  readonly hashFinal: (s: number, out: number) => void;
  readonly keySize: () => number;
  readonly keyInit: (key: number, secret: number) => void;
  readonly hash: (key: number, kindAt: number, kindSize: number, digestAt: number) => bigint;
};

export type Hasher = {
  /** SHA-256 of the parts one after the other, hexadecimal. */
  readonly sha256: (parts: readonly Uint8Array[]) => string;
  /** The keyed hash of a digest. */
  readonly keyed: (secret: Uint8Array, kind: string, digest: Uint8Array) => bigint;
};

export function createHasher({ exports, put, putLast, room, read, clear }: WasmInstance<HashExports>): Hasher {
  return {
    sha256: (parts) => {
      clear();
      const s = put(Buffer.alloc(exports.hashSize(), 0xa5));
      const out = room(32);
      exports.hashReset(s);
      for (const part of parts) exports.hashUpdate(s, putLast(part), part.length);
      exports.hashFinal(s, out);
      return read(out, 32).toString("hex");
    },
    keyed: (secret, kind, digest) => {
      clear();
      const key = put(Buffer.alloc(exports.keySize(), 0xa5));
      exports.keyInit(key, put(secret));
      return BigInt.asUintN(64, exports.hash(key, put(kind), Buffer.byteLength(kind), putLast(digest)));
    },
  };
}
