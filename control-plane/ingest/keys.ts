/** Which identifiers a key hashes. Source: record.proto, `KeyClass`. */
export type KeyClassName = "flow" | "refresh" | "pseudonym";

/** A secret that makes hashes, and its times, ms since the Unix epoch. */
export type StoredKey = {
  /** 1 … 2^32 − 1, random, so that two keys are never taken for one after the state was lost. */
  readonly id: number;
  readonly secret: Uint8Array;
  readonly createdMs: number;
  /** When the next one took its place; `undefined` in the current key. */
  readonly replacedMs: number | undefined;
};

/** The keys of each class, newest first; the first is the current one. */
export type KeyState = { readonly [keyClass in KeyClassName]: readonly StoredKey[] };

/** What filters are told of a class. */
export type KeyInForce = {
  readonly keyClass: KeyClassName;
  readonly id: number;
  readonly secret: Uint8Array;
  /** Present while both are in use. */
  readonly previous: { readonly id: number; readonly secret: Uint8Array } | undefined;
};

export type RandomBytes = (size: number) => Uint8Array;

export const SECRET_BYTES = 32;
export const KEY_CLASSES: readonly KeyClassName[] = ["flow", "refresh", "pseudonym"];

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

/**
 * How long a key is current, how long filters hash with it too after that, and how long what they hashed can still be
 * joined. A code, a device code or a request lives up to 30 minutes; a refresh token of the last week is still found
 * after a rotation; pseudonyms stay, so that labels do not churn.
 */
const RULES: {
  readonly [keyClass in KeyClassName]: {
    readonly rotateMs: number;
    readonly overlapMs: number;
    readonly joinMs: number;
  };
} = {
  flow: { rotateMs: DAY, overlapMs: 35 * MINUTE, joinMs: 35 * MINUTE },
  refresh: { rotateMs: 30 * DAY, overlapMs: 7 * DAY, joinMs: 7 * DAY },
  pseudonym: { rotateMs: Infinity, overlapMs: 0, joinMs: 0 },
};

/** A key that says it is from the future was made by a clock that was wrong; some difference between clocks is none. */
const CLOCK_TOLERANCE_MS = 60 * MINUTE;
/** Keys kept of a class, however often clocks jump. */
const MOST_KEYS = 4;

/** New keys where there are none, rotation, and the end of what nothing can be joined with. The same object when nothing changes. */
export function advanceKeys(state: KeyState | undefined, nowMs: number, random: RandomBytes): KeyState {
  const next = {
    flow: advanceClass("flow", state?.flow ?? [], nowMs, random),
    refresh: advanceClass("refresh", state?.refresh ?? [], nowMs, random),
    pseudonym: advanceClass("pseudonym", state?.pseudonym ?? [], nowMs, random),
  };
  return state !== undefined && KEY_CLASSES.every((keyClass) => next[keyClass] === state[keyClass]) ? state : next;
}

function advanceClass(
  keyClass: KeyClassName,
  keys: readonly StoredKey[],
  nowMs: number,
  random: RandomBytes,
): readonly StoredKey[] {
  const { rotateMs, overlapMs, joinMs } = RULES[keyClass];
  const [current, ...older] = keys;
  const kept = older.filter(({ replacedMs = 0 }) => nowMs < replacedMs + overlapMs + joinMs);
  if (current !== undefined && isCurrent(current, rotateMs, nowMs))
    return kept.length === older.length ? keys : [current, ...kept];
  const replaced = current === undefined ? [] : [{ ...current, replacedMs: nowMs }];
  return [newKey(keys, nowMs, random), ...replaced, ...kept].slice(0, MOST_KEYS);
}

function isCurrent({ createdMs }: StoredKey, rotateMs: number, nowMs: number): boolean {
  if (rotateMs === Infinity) return true;
  return nowMs - createdMs < rotateMs && createdMs - nowMs < CLOCK_TOLERANCE_MS;
}

function newKey(keys: readonly StoredKey[], nowMs: number, random: RandomBytes): StoredKey {
  let id = 0;
  while (id === 0 || keys.some((key) => key.id === id)) {
    id = random(4).reduce((number, byte) => number * 256 + byte, 0);
  }
  return { id, secret: Uint8Array.from(random(SECRET_BYTES)), createdMs: nowMs, replacedMs: undefined };
}

/** What filters hash with now: the current key of each class, and the one before it during the overlap. */
export function keysInForce(state: KeyState, nowMs: number): readonly KeyInForce[] {
  return KEY_CLASSES.flatMap((keyClass) => {
    const [current, before] = state[keyClass];
    if (current === undefined) return [];
    const isOverlap = before?.replacedMs !== undefined && nowMs < before.replacedMs + RULES[keyClass].overlapMs;
    const previous = isOverlap ? { id: before.id, secret: before.secret } : undefined;
    return [{ keyClass, id: current.id, secret: current.secret, previous }];
  });
}

/** Equal for equal sets of keys: tells whether filters must be told. */
export function namesOfKeys(keys: readonly KeyInForce[]): string {
  return keys.map(({ keyClass, id, previous }) => `${keyClass} ${id} ${previous?.id ?? 0}`).join(", ");
}
