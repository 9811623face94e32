// Exchanges of words at random: nothing in them fits, but each is what the filter looks for.
import type { Pairs, Value } from "../../host/pairs.ts";
import type { Draw } from "./random.ts";
import { type Shot, shotOf, type Side, sideOf } from "./shot.ts";
import { HEADERS, HOSTS, METHODS, NAMES, PATHS, STATUSES, VALUES } from "./words.ts";

/** An exchange that nobody would send. */
export function soup(draw: Draw): Shot {
  const query = draw.oneIn(2) ? `?${formOf(draw)}` : "";
  const request = soupSide(draw, [
    [":authority", draw.pick(HOSTS)],
    [":path", draw.pick(PATHS) + query],
    [":method", draw.pick(METHODS)],
    [":scheme", "https"],
  ]);
  const response = draw.oneIn(12) ? undefined : soupSide(draw, [[":status", draw.pick(STATUSES)]]);
  return shotOf("soup", request, response);
}

function soupSide(draw: Draw, pseudo: Pairs): Side {
  const headers: (readonly [string, Value])[] = [...pseudo];
  for (let left = draw.below(6); left > 0; left -= 1) headers.push(draw.pick(HEADERS));
  return sideOf(headers, draw.oneIn(4) ? undefined : bodyOf(draw));
}

/** A form, JSON, a page, or bytes. */
export function bodyOf(draw: Draw): Buffer {
  switch (draw.below(5)) {
    case 0:
      return Buffer.from(
        `{${membersOf(draw)
          .map(([name, value]) => `"${name}":"${value}"`)
          .join(",")}}`,
      );
    case 1:
      return Buffer.from(
        `{${membersOf(draw)
          .map(([name, value]) => `"${name}": ${value}`)
          .join(",\n ")}}`,
      );
    case 2:
      return Buffer.from(
        membersOf(draw)
          .map(([name, value]) => `<input type=hidden name="${name}" value='${value}'>`)
          .join("<!-- x -->"),
      );
    case 3:
      return bytesOf(draw, draw.below(200));
    default:
      return Buffer.from(formOf(draw));
  }
}

export function formOf(draw: Draw): string {
  return membersOf(draw)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

export function bytesOf(draw: Draw, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  for (let i = 0; i < size; i += 1) bytes[i] = draw.u32() >>> 24;
  return bytes;
}

function membersOf(draw: Draw): readonly (readonly [string, string])[] {
  return Array.from({ length: draw.below(7) }, () => [draw.pick(NAMES), draw.pick(VALUES)] as const);
}
