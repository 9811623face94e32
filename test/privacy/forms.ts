// The forms in which a value may leave without being seen at first sight. Each is a list of needles: byte sequences of
// which any one, somewhere in an output, is a part of the value. A part is a run of at least ten bytes.
import { createHash, createHmac } from "node:crypto";
import type { Canary } from "./canary.ts";

/** A byte sequence to look for, and the form it is of. None is shorter than SHORTEST. */
export type Needle = { readonly form: string; readonly bytes: Uint8Array };

/** Bytes of a value that are enough to know it by. */
export const RUN = 10;
/** Bytes of the shortest needle: the beginning of a SHA-256. */
export const SHORTEST = 8;

/** Kinds of hash, docs/wire.md; under a key that everybody knows they are no secret. */
const KINDS = "code state pkce refresh_token request_uri device_code auth_req_id client_id request_id".split(" ");
const BASE64URL: Readonly<Record<string, string>> = { "+": "-", "/": "_" };

type Spelling = (character: string) => string;
const hex = (byte: number, digits = 2): string => byte.toString(16).padStart(digits, "0");
const octets = (text: string, spell: (byte: number) => string): string => Array.from(Buffer.from(text), spell).join("");
const units = (text: string, spell: (unit: number) => string): string =>
  Array.from({ length: text.length }, (_, at) => spell(text.charCodeAt(at))).join("");
const uri: Spelling = (text) => encodeURIComponent(text);
const lower: Spelling = (text) => text.replaceAll(/%[0-9A-F]{2}|\\u[0-9A-F]{4}/g, (found) => found.toLowerCase());
const json: Spelling = (text) => JSON.stringify(text).slice(1, -1);
const escaped = (text: string, isPlain: RegExp, prefix: string, digits: number): string =>
  units(text, (unit) => {
    const character = String.fromCharCode(unit);
    return isPlain.test(character) ? character : prefix + hex(unit, digits).toUpperCase();
  });
const NAMED: Readonly<Record<string, string>> = { '"': "&quot;", "&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#39;" };

/** How each character is written, by the form's name. */
const SPELLINGS: Readonly<Record<string, Spelling>> = {
  "percent-encoded": uri,
  "percent-encoded, lower case": (text) => lower(uri(text)),
  "percent-encoded as a form": (text) => new URLSearchParams([["", text]]).toString().slice(1),
  "percent-encoded as a form, lower case": (text) => lower(new URLSearchParams([["", text]]).toString().slice(1)),
  "percent-encoded twice": (text) => uri(uri(text)),
  "percent-encoded, every octet": (text) => octets(text, (byte) => `%${hex(byte).toUpperCase()}`),
  "percent-encoded, every octet, lower case": (text) => octets(text, (byte) => `%${hex(byte)}`),
  "JSON-escaped": json,
  "JSON-escaped, with \\/": (text) => json(text).replaceAll("/", "\\/"),
  "JSON-escaped twice": (text) => json(json(text)),
  "JSON-escaped as \\u where need be": (text) => escaped(text, /[^"\\&</+=\u0080-\uffff]/, "\\u", 4),
  "JSON-escaped as \\u where need be, lower case": (text) => lower(escaped(text, /[^"\\&</+=\u0080-\uffff]/, "\\u", 4)),
  "JSON-escaped as \\u": (text) => units(text, (unit) => `\\u${hex(unit, 4).toUpperCase()}`),
  "JSON-escaped as \\u, lower case": (text) => units(text, (unit) => `\\u${hex(unit, 4)}`),
  "C-escaped": (text) =>
    octets(text, (byte) => {
      if (byte >= 0x80 || byte < 0x20) return `\\${byte.toString(8).padStart(3, "0")}`;
      return byte === 0x22 || byte === 0x5c || byte === 0x27
        ? `\\${String.fromCharCode(byte)}`
        : String.fromCharCode(byte);
    }),
  "HTML-escaped": (text) => text.replaceAll(/["&<>']/g, (found) => NAMED[found] ?? found),
  "HTML-escaped in decimal": (text) => text.replaceAll(/[^\w ]/gu, (found) => `&#${found.codePointAt(0)};`),
  "HTML-escaped in hex": (text) => text.replaceAll(/[^\w ]/gu, (found) => `&#x${hex(found.codePointAt(0) ?? 0, 1)};`),
};

/** Every needle of a canary, none twice. */
export function needlesOf({ value, hashedAs }: Canary): readonly Needle[] {
  const needles: Needle[] = [];
  const bytes = Buffer.from(value);
  const add = (form: string, found: readonly Uint8Array[]): void =>
    found.forEach((each) => needles.push({ form, bytes: each }));
  const addText = (form: string, texts: readonly string[]): void =>
    add(
      form,
      texts.map((text) => Buffer.from(text)),
    );
  add("plain", byteRuns(bytes));
  for (const [form, spell] of Object.entries(SPELLINGS)) addText(form, textRuns(value).map(spell));
  add(
    "UTF-16",
    textRuns(value).map((run) => Buffer.from(run, "utf16le")),
  );
  addText("hex", hexRuns(bytes));
  addText("base64", base64Runs(bytes));
  addText("base64 of percent-encoded", base64Runs(Buffer.from(uri(value))));
  addText("base64 of JSON-escaped", base64Runs(Buffer.from(json(value))));
  for (const text of [value, uri(value), ...hashedAs]) hashNeedles(Buffer.from(text), add);
  const seen = new Set<string>();
  return needles.filter(({ bytes: each }) => {
    const key = Buffer.from(each).toString("latin1");
    return each.length >= SHORTEST && !seen.has(key) && seen.add(key);
  });
}

function byteRuns(bytes: Uint8Array): readonly Uint8Array[] {
  const count = Math.max(bytes.length - RUN, 0) + 1;
  return Array.from({ length: count }, (_, at) => bytes.subarray(at, at + RUN));
}

/** From each character on, as many whole characters as have RUN bytes. */
function textRuns(value: string): readonly string[] {
  const characters = Array.from(value);
  const sizes = characters.map((character) => Buffer.byteLength(character));
  return characters.flatMap((_, from) => {
    let size = 0;
    for (let to = from; to < characters.length; to += 1) {
      size += sizes[to] ?? 0;
      if (size >= RUN) return [characters.slice(from, to + 1).join("")];
    }
    return [];
  });
}

function hexRuns(bytes: Uint8Array): readonly string[] {
  return byteRuns(bytes).flatMap((run) => {
    const text = Buffer.from(run).toString("hex");
    return [text, text.toUpperCase()];
  });
}

/** What stands for a run in either alphabet, wherever in a longer text it begins: the characters that it alone decides. */
function base64Runs(bytes: Uint8Array): readonly string[] {
  const texts = byteRuns(bytes).flatMap((run) =>
    [0, 1, 2].map((before) => {
      const text = Buffer.concat([Buffer.alloc(before), run, Buffer.alloc(2)]).toString("base64");
      return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + run.length) * 8) / 6));
    }),
  );
  return texts.flatMap((text) => [text, text.replaceAll(/[+/]/g, (found) => BASE64URL[found] ?? found)]);
}

function hashNeedles(value: Uint8Array, add: (form: string, found: readonly Uint8Array[]) => void): void {
  const digest = createHash("sha256").update(value).digest();
  add("SHA-256", [
    ...byteRuns(digest),
    ...[...hexRuns(digest), ...base64Runs(digest)].map((text) => Buffer.from(text)),
  ]);
  add("SHA-256, its first 8 bytes", numberForms(digest));
  const known = Buffer.alloc(32);
  for (const kind of KINDS) {
    const keyed = createHmac("sha256", known).update(`${kind}\0`).update(digest).digest();
    add("hash under a key of zeros", numberForms(keyed));
    add("hash without a key", numberForms(createHash("sha256").update(`${kind}\0`).update(digest).digest()));
  }
}

/** The first 8 bytes as they are, as numbers of both byte orders in decimal, hex and protobuf's varint. */
function numberForms(digest: Buffer): readonly Uint8Array[] {
  const first = digest.subarray(0, 8);
  const turned = Buffer.from(first).reverse();
  return [first, turned].flatMap((bytes) => {
    const number = bytes.readBigUInt64BE();
    const text = bytes.toString("hex");
    return [bytes, varint(number), ...[String(number), text, text.toUpperCase()].map((each) => Buffer.from(each))];
  });
}

function varint(number: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let rest = number; rest > 0n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
  return Uint8Array.from(bytes);
}
