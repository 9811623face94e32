// The form scanner for test/filter/text/, as test/filter/text/scanner.ts calls a scanner.
import {
  FORM_SCANNER_SIZE,
  FormScanner,
  formEnd,
  formFeed,
  formKeep,
  formNameAt,
  formNext,
  formReset,
} from "../../../filter/text/form";
import { Keep, keptSize, VALUE_SIZE, valueDigest, valueText } from "../../../filter/text/value";

function scanner(s: usize): FormScanner {
  return changetype<FormScanner>(s);
}

export function scannerSize(): usize {
  return FORM_SCANNER_SIZE;
}

export function valueMemory(): usize {
  return VALUE_SIZE;
}

export function reset(s: usize): void {
  formReset(scanner(s));
}

export function feed(s: usize, at: usize, size: u32): void {
  formFeed(scanner(s), at, size);
}

export function end(s: usize): void {
  formEnd(scanner(s));
}

export function next(s: usize): i32 {
  return formNext(scanner(s));
}

export function keep(s: usize, kept: i32): void {
  formKeep(scanner(s), <Keep>kept);
}

export function nameAt(s: usize): usize {
  return formNameAt(scanner(s));
}

export function nameSize(s: usize): u32 {
  return scanner(s).nameSize;
}

export function kind(_s: usize): i32 {
  return 0;
}

export function isWhole(_s: usize): bool {
  return true;
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

/** Scans the same form again and again, for a bench; every value is kept as `kept` says. */
export function scanMany(s: usize, at: usize, length: u32, kept: i32, times: u32): u32 {
  let pairs: u32 = 0;
  for (let i: u32 = 0; i < times; i++) {
    formReset(scanner(s));
    formFeed(scanner(s), at, length);
    formEnd(scanner(s));
    for (let event = formNext(scanner(s)); event !== 0; event = formNext(scanner(s))) {
      if (event === 1) formKeep(scanner(s), <Keep>kept);
      else pairs += 1;
    }
  }
  return pairs;
}
