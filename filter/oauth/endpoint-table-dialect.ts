// Reading a dialect's paths into a table, while configuring.

import { endpointByName } from "./endpoint-table-word";
import { Mark } from "./endpoint-table-layout";
import { addTemplate } from "./endpoint-table-template";

const MAX_LINE: u32 = 255;
/** Prefixes that one `at` may name. */
const MAX_PREFIXES: u32 = 4;

const LINE: usize = memory.data(<i32>MAX_LINE);
const TEMPLATE: usize = memory.data(<i32>(MAX_LINE * 2));
// A prefix is a u8 size and its bytes.
const PREFIXES: usize = memory.data(<i32>(MAX_PREFIXES * 256));
let prefixes: u32 = 0;

/**
 * Adds the paths of dialect-paths.ts' notation to an owner; without those marked as common when `distinct`. False when
 * one of them does not fit, or is not written so.
 */
export function addPaths(table: usize, owner: u32, paths: string, distinct: bool): bool {
  const end = <u32>paths.length;
  let isWhole = true;
  let from: u32 = 0;
  setPrefixes(0);
  for (let i: u32 = 0; i <= end; i++) {
    if (i < end && paths.charCodeAt(i) !== 0x0a) continue;
    if (i - from > MAX_LINE) return false;
    for (let j = from; j < i; j++) store<u8>(LINE + <usize>(j - from), <u8>paths.charCodeAt(j));
    if (i !== from && !readLine(table, owner, i - from, distinct)) isWhole = false;
    from = i + 1;
  }
  return isWhole;
}

function readLine(table: usize, owner: u32, size: u32, distinct: bool): bool {
  const word = wordEnd(0, size);
  if (word === 2 && load<u16>(LINE) === 0x7461) return setPrefixes(size);
  let name = word;
  let mark = <u8>Mark.Own;
  const last = load<u8>(LINE + <usize>(word - 1));
  if (last === 0x3f) mark = <u8>Mark.Generic;
  else if (last === 0x21) mark = <u8>Mark.Common;
  if (mark !== Mark.Own) name -= 1;
  if (mark === Mark.Common && distinct) return true;
  const endpoint = endpointByName(LINE, name);
  if (endpoint === 0 || word + 1 >= size) return false;
  let isWhole = true;
  for (let i: u32 = 0; i < prefixes; i++) {
    const prefix = PREFIXES + <usize>i * 256;
    const prefixSize: u32 = load<u8>(prefix);
    const path = size - word - 1;
    memory.copy(TEMPLATE, prefix + 1, prefixSize);
    memory.copy(TEMPLATE + <usize>prefixSize, LINE + <usize>word + 1, path);
    if (!addTemplate(table, owner, endpoint, mark, TEMPLATE, prefixSize + path)) isWhole = false;
  }
  return isWhole;
}

// `at`, and where the lines after it are: nothing, or prefixes of which `/` is the empty one.
function setPrefixes(size: u32): bool {
  prefixes = 0;
  for (let from: u32 = 3; from < size && prefixes < MAX_PREFIXES; ) {
    const end = wordEnd(from, size);
    addPrefix(from, end - from === 1 ? 0 : end - from);
    from = end + 1;
  }
  if (prefixes === 0) addPrefix(0, 0);
  return true;
}

function addPrefix(from: u32, size: u32): void {
  const at = PREFIXES + <usize>prefixes * 256;
  store<u8>(at, <u8>size);
  memory.copy(at + 1, LINE + <usize>from, size);
  prefixes += 1;
}

function wordEnd(from: u32, size: u32): u32 {
  while (from < size && load<u8>(LINE + <usize>from) !== 0x20) from++;
  return from;
}
