/** Clients that have succeeded at an issuer: a set of (issuer, keyed hash) in typed arrays. */
export type KnownClients = {
  readonly size: number;
  has(issuer: number, low: number, high: number): boolean;
  /** `false`: no room, and not in it; the caller counts it. */
  add(issuer: number, low: number, high: number): boolean;
};

/**
 * Places looked at for one client. Half of them are free and hashes are random, so chance needs about 40 at most
 * (measured: a full table, ten times). Whoever makes hashes that meet on purpose finds no room, and costs no more time.
 */
const MOST_PLACES = 256;

/** At most `capacity` clients, never forgotten. 12 bytes for each place, at least twice as many places as clients. */
export function createKnownClients(capacity: number): KnownClients {
  const places = 2 ** Math.ceil(Math.log2(Math.max(capacity, 1) * 2));
  const mask = places - 1;
  const lows = new Uint32Array(places);
  const highs = new Uint32Array(places);
  /** Issuer number + 1; 0 = a free place. */
  const owners = new Uint32Array(places);
  let size = 0;

  /** The place of a client, or the free one where it would go; -1: neither is near enough. */
  function placeOf(issuer: number, low: number, high: number): number {
    let place = (Math.imul(low ^ Math.imul(issuer + 1, 0x9e3779b1), 0x85ebca6b) ^ high) & mask;
    for (let looked = 0; looked < MOST_PLACES; looked += 1) {
      if (owners[place] === 0) return place;
      if (owners[place] === issuer + 1 && lows[place] === low && highs[place] === high) return place;
      place = (place + 1) & mask;
    }
    return -1;
  }

  return {
    get size() {
      return size;
    },
    has(issuer, low, high) {
      const place = placeOf(issuer, low, high);
      return place >= 0 && owners[place] !== 0;
    },
    add(issuer, low, high) {
      const place = placeOf(issuer, low, high);
      if (place < 0) return false;
      if (owners[place] !== 0) return true;
      if (size >= capacity) return false;
      lows[place] = low;
      highs[place] = high;
      owners[place] = issuer + 1;
      size += 1;
      return true;
    },
  };
}
