import { ensureStateDir, keyFileIn, readKeyFile, writeKeyFile } from "./key-file.ts";
import { advanceKeys, type KeyInForce, keysInForce, type KeyState, namesOfKeys, type RandomBytes } from "./keys.ts";

/** The keys of this aggregator, kept in its state directory. */
export type KeyStore = {
  /** What filters hash with. */
  inForce(): readonly KeyInForce[];
  /** Rotates what is due, and keeps it. `true`: filters must be told. Throws KeyFileError, and then the keys are as before. */
  advance(nowMs: number): boolean;
};

/** Reads the keys, or makes them. Throws KeyFileError. */
export function openKeyStore(stateDir: string, nowMs: number, random: RandomBytes): KeyStore {
  ensureStateDir(stateDir);
  const path = keyFileIn(stateDir);
  const had = readKeyFile(path);
  let state = keep(had, nowMs);
  let inForce = keysInForce(state, nowMs);

  function keep(before: KeyState | undefined, now: number): KeyState {
    const next = advanceKeys(before, now, random);
    if (next !== before) writeKeyFile(path, next);
    return next;
  }

  return {
    inForce: () => inForce,
    advance(now) {
      state = keep(state, now);
      const next = keysInForce(state, now);
      if (namesOfKeys(next) === namesOfKeys(inForce)) return false;
      inForce = next;
      return true;
    },
  };
}
