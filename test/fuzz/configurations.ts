// Texts of configurations that are none, and such with mistakes.
import type { Draw } from "./random.ts";

export const BAD_TEXTS: readonly string[] = [
  "{",
  "[]",
  "null",
  '"x"',
  '{"a":',
  '{"a":1',
  '{"a" 1}',
  "x",
  `{"x":"${"a".repeat(1_048_560)}"}`,
];

const KEYS = ["aggregator", "vantage", "issuers", "flush", "limits", "nothing", "", "cluster"] as const;
const INNER = [
  "cluster",
  "authority",
  "name",
  "hosts",
  "dialect",
  "tenants",
  "endpoints",
  "records",
  "exchanges",
] as const;
const SCALARS: readonly unknown[] = [
  null,
  true,
  -1,
  1e300,
  "",
  "server",
  "a",
  "*.sso.test",
  "x".repeat(300),
  "\u0000",
  [],
  {},
  [[]],
  ["/token", 1],
  { token: ["/{a}/{b}/{c}"] },
];

/** A JSON object in which nearly nothing is as it should be. */
export function mistakenText(draw: Draw): string {
  const object: Record<string, unknown> = {};
  for (let left = 1 + draw.below(5); left > 0; left -= 1) object[draw.pick(KEYS)] = anyValue(draw, 0);
  return JSON.stringify(object);
}

function anyValue(draw: Draw, depth: number): unknown {
  if (depth > 3 || draw.oneIn(2)) return draw.pick(SCALARS);
  if (draw.oneIn(2)) return Array.from({ length: draw.below(4) }, () => anyValue(draw, depth + 1));
  const object: Record<string, unknown> = {};
  for (let left = draw.below(4); left > 0; left -= 1) object[draw.pick(INNER)] = anyValue(draw, depth + 1);
  return object;
}
