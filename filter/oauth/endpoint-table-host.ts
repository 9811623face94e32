// How well an issuer's hosts fit the host of a request.

import { hostEntry, Issuer, textAt } from "./endpoint-table-layout";
import { HOST, isHostBelow } from "./host";

/** Rank of an issuer without hosts, which takes any. */
export const ANY_HOST: u32 = 1;

/**
 * Rank of the host that `hostOf` wrote: 0 not the issuer's, ANY_HOST, or more, by the bytes that are alike. Of hosts that
 * fit, an exact one has more than any `*.`, and a longer `*.` more than a shorter.
 */
export function rankOfHost(table: usize, issuer: Issuer, size: u32): u32 {
  if (issuer.anyHost) return ANY_HOST;
  let number: u32 = issuer.hosts;
  let rank: u32 = 0;
  while (number !== 0) {
    const host = hostEntry(table, number);
    const text = textAt(table, host.text);
    const hostSize: u32 = host.size;
    const isFit = host.wildcard
      ? isHostBelow(size, text, hostSize)
      : hostSize === size && memory.compare(HOST, text, size) === 0;
    if (isFit) rank = max(rank, ANY_HOST + hostSize);
    number = host.next;
  }
  return rank;
}
