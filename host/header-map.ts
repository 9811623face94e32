// A header map that a module can read and change. Names are lower case, as Envoy keeps them.
import type { Pairs, Value } from "./pairs.ts";

/** Names and values, in order and at equal places. */
export type HeaderMap = { names: string[]; values: Value[] };

/** A map of its own. */
export function headerMapOf(pairs: Pairs): HeaderMap {
  const names: string[] = [];
  const values: Value[] = [];
  for (let i = 0; i < pairs.length; i += 1) {
    const pair = pairs[i];
    if (pair === undefined) continue;
    names.push(pair[0].toLowerCase());
    values.push(pair[1]);
  }
  return { names, values };
}

/** What is in it now. */
export function pairsOf({ names, values }: HeaderMap): Pairs {
  return names.map((name, index) => [name, values[index] ?? ""]);
}

/** The first value. */
export function firstValue({ names, values }: HeaderMap, name: string): Value | undefined {
  const index = names.indexOf(name);
  return index < 0 ? undefined : values[index];
}

/** All values of a name, joined by a comma as Envoy's properties do; undefined when there is none. */
export function joinedValue({ names, values }: HeaderMap, name: string): Value | undefined {
  const first = names.indexOf(name);
  if (first < 0) return undefined;
  if (names.indexOf(name, first + 1) < 0) return values[first];
  const all = values.filter((_, index) => names[index] === name);
  return all.map((value) => (typeof value === "string" ? value : Buffer.from(value).toString("latin1"))).join(",");
}

/** Behind all others. */
export function addValue(map: HeaderMap, name: string, value: Value): void {
  map.names.push(name);
  map.values.push(value);
}

/** The first one gets the value and the others go; where there is none, it is added. */
export function replaceValue(map: HeaderMap, name: string, value: Value): void {
  const index = map.names.indexOf(name);
  if (index < 0) return addValue(map, name, value);
  map.values[index] = value;
  for (let other = map.names.lastIndexOf(name); other > index; other = map.names.lastIndexOf(name)) remove(map, other);
}

/** All values of a name. */
export function removeValues(map: HeaderMap, name: string): void {
  for (let index = map.names.indexOf(name); index >= 0; index = map.names.indexOf(name)) remove(map, index);
}

/** Sum of the bytes of names and values. */
export function byteSize({ names, values }: HeaderMap): number {
  let size = 0;
  for (const name of names) size += Buffer.byteLength(name);
  for (const value of values) size += typeof value === "string" ? Buffer.byteLength(value) : value.length;
  return size;
}

function remove({ names, values }: HeaderMap, index: number): void {
  names.splice(index, 1);
  values.splice(index, 1);
}
