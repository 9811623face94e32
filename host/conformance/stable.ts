// What differs from one run to the next in what a module says of what it was given.

const BY_CHANCE: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "UUID"],
  [/\b127\.0\.0\.1:\d+/g, "127.0.0.1:PORT"],
  [/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b/g, "DATE"],
  [/\b(x-envoy-upstream-service-time: )\d+/g, "$1MS"],
];

/** The text with a word in place of each request id, loopback port, date, and time that an upstream took. */
export function stable(text: string): string {
  return BY_CHANCE.reduce((left, [pattern, word]) => left.replace(pattern, word), text);
}
