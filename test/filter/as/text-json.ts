// The JSON scanner for test/filter/text/, as test/filter/text/scanner.ts calls a scanner.
import {
  JSON_SCANNER_SIZE,
  JsonScanner,
  jsonEnd,
  jsonFeed,
  jsonIsWhole,
  jsonKeep,
  jsonNameAt,
  jsonNext,
  jsonReset,
} from "../../../filter/text/json";
import { Keep, keptSize, VALUE_SIZE, valueDigest, valueText } from "../../../filter/text/value";

function scanner(s: usize): JsonScanner {
  return changetype<JsonScanner>(s);
}

export function scannerSize(): usize {
  return JSON_SCANNER_SIZE;
}

export function valueMemory(): usize {
  return VALUE_SIZE;
}

export function reset(s: usize): void {
  jsonReset(scanner(s));
}

export function feed(s: usize, at: usize, size: u32): void {
  jsonFeed(scanner(s), at, size);
}

export function end(s: usize): void {
  jsonEnd(scanner(s));
}

export function next(s: usize): i32 {
  return jsonNext(scanner(s));
}

export function keep(s: usize, kept: i32): void {
  jsonKeep(scanner(s), <Keep>kept);
}

export function nameAt(s: usize): usize {
  return jsonNameAt(scanner(s));
}

export function nameSize(s: usize): u32 {
  return scanner(s).nameSize;
}

export function kind(s: usize): i32 {
  return scanner(s).kind;
}

export function isWhole(s: usize): bool {
  return jsonIsWhole(scanner(s));
}

export function size(s: usize): u32 {
  return scanner(s).value.size;
}

export function cut(s: usize): bool {
  return scanner(s).value.cut;
}

export function textAt(s: usize): usize {
  return valueText(scanner(s).value);
}

export function textSize(s: usize): u32 {
  return keptSize(scanner(s).value);
}

export function digest(s: usize, out: usize): void {
  valueDigest(scanner(s).value, out);
}

/** Scans the same text again and again, for a bench; every value is kept as `kept` says. */
export function scanMany(s: usize, at: usize, length: u32, kept: i32, times: u32): u32 {
  let pairs: u32 = 0;
  for (let i: u32 = 0; i < times; i++) {
    jsonReset(scanner(s));
    jsonFeed(scanner(s), at, length);
    jsonEnd(scanner(s));
    for (let event = jsonNext(scanner(s)); event !== 0; event = jsonNext(scanner(s))) {
      if (event === 1) jsonKeep(scanner(s), <Keep>kept);
      else pairs += 1;
    }
  }
  return pairs;
}
