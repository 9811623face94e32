// Draws the next exchange: golden, golden with mistakes, unusual in one way, of random words, or none of OAuth; then what the
// log says of it, how its bodies are cut, and where it ends.
import type { PropertyValue } from "../../host/property-value.ts";
import type { GoldenExchange, GoldenGroup } from "./goldens.ts";
import type { KindCounts } from "./kinds.ts";
import { mutateShot } from "./mutate.ts";
import type { Draw } from "./random.ts";
import { plantSecrets } from "./secrets.ts";
import { NOTHING, type Shot, shotOf, type Side, sideOf } from "./shot.ts";
import { soup } from "./soup.ts";
import { HEAVY, SPECIAL_KINDS, SPECIALS, tokenShot } from "./specials.ts";
import { DETAILS } from "./words.ts";

/** What of golden exchanges an episode can have. */
export type Traffic = {
  /** Their configuration is the root's. */
  readonly group: GoldenGroup;
  /** Whether a whole golden exchange must come to its record. */
  readonly isExact: boolean;
  /** Longest body that is read whole, bytes. */
  readonly bodyBytes: number;
};

/** In 100. */
const GOLDEN = 8;
const MUTATED = 48;
const SPECIAL = 68;
const SOUP = 84;

export function nextShot(draw: Draw, kinds: KindCounts, traffic: Traffic): Shot {
  const kind = draw.below(100);
  if (kind < GOLDEN) return goldenShot(draw, kinds, traffic);
  const shot = wrongShot(draw, kinds, traffic, kind);
  if (draw.oneIn(5)) plantSecrets(draw, shot);
  decorate(draw, kinds, shot);
  cutSide(draw, kinds, shot.request);
  if (shot.response !== undefined) cutSide(draw, kinds, shot.response);
  noteEnding(kinds, shot);
  return shot;
}

function goldenShot(draw: Draw, kinds: KindCounts, { group, isExact, bodyBytes }: Traffic): Shot {
  const golden = draw.pick(group.cases);
  const shot = shotOfGolden(golden);
  const isWhole = golden.requestBody.length <= bodyBytes && golden.responseBody.length <= bodyBytes;
  if (isExact && isWhole) shot.golden = golden;
  cutSide(draw, kinds, shot.request, true);
  cutSide(draw, kinds, shot.response as Side, true);
  return shot;
}

function shotOfGolden(golden: GoldenExchange): Shot {
  return shotOf(golden.name, sideOf(golden.request, golden.requestBody), sideOf(golden.response, golden.responseBody));
}

function wrongShot(draw: Draw, kinds: KindCounts, { group }: Traffic, kind: number): Shot {
  if (kind < MUTATED) {
    const shot = shotOfGolden(draw.pick(group.cases));
    mutateShot(draw, shot);
    return shot;
  }
  if (kind < SPECIAL) {
    const special = draw.pick(SPECIAL_KINDS);
    if (!HEAVY.has(special) || draw.oneIn(12)) return specialShot(draw, kinds, special);
  }
  if (kind < SOUP) return soup(draw);
  const request = sideOf([
    [":authority", "app.test"],
    [":path", draw.pick(["/app.js", "/", "/api/v1/things?x=1", "/login"])],
    [":method", "GET"],
  ]);
  const headers = draw.oneIn(4) ? ([["location", "https://client.example/cb?code=c&state=s"]] as const) : [];
  const response = sideOf([[":status", draw.pick(["200", "302", "404"])], ...headers], Buffer.from("hello"));
  return shotOf("plain", request, response);
}

function specialShot(draw: Draw, kinds: KindCounts, kind: (typeof SPECIAL_KINDS)[number]): Shot {
  const shot = tokenShot();
  shot.of = kind;
  SPECIALS[kind]?.(draw, shot);
  kinds[kind] += 1;
  if (draw.oneIn(5)) mutateShot(draw, shot);
  return shot;
}

const INTEGERS = [
  "response.flags",
  "response.code",
  "response.backend_latency",
  "upstream.request_attempt_count",
  "request.time",
  "request.duration",
] as const;
const TEXTS = ["response.code_details", "request.method", "request.host", "request.path", "request.id"] as const;
const PATHS = [...INTEGERS, ...TEXTS] as const;
const NUMBERS = [0n, 1n, -1n, 2n, 2n ** 62n, -(2n ** 63n), 2n ** 63n - 1n, 86_400_000_000_000n] as const;
const NOT_FOUND: PropertyValue = { status: 1 };
const SERIALIZATION_FAILURE: PropertyValue = { status: 9 };

/** What the log says, who was refused before, and how properties are wrong. */
function decorate(draw: Draw, kinds: KindCounts, shot: Shot): void {
  if (draw.oneIn(20)) shot.isDenied = true;
  if (draw.oneIn(4)) shot.log["response.code_details"] = draw.pick(DETAILS);
  if (draw.oneIn(8)) shot.log["response.flags"] = BigInt(draw.u32()) << BigInt(draw.below(8));
  if (!draw.oneIn(4)) return;
  const integer = draw.pick(INTEGERS);
  // Times stay below what a number of JavaScript tells exactly in µs: golden exchanges are found by them.
  shot.log[integer] = integer === "request.time" ? draw.pick(NUMBERS) % 2n ** 62n : draw.pick(NUMBERS);
  const path = draw.pick(PATHS);
  switch (draw.below(5)) {
    case 0:
      shot.log[path] = NOT_FOUND;
      kinds[`host.not_found ${path}`] += 1;
      break;
    case 1:
      shot.log[path] = SERIALIZATION_FAILURE;
      kinds["host.serialization_failure"] += 1;
      break;
    case 2:
      shot.log[path] = Buffer.from([1, 0, 0, 0]);
      kinds["host.four_bytes"] += 1;
      break;
    case 3:
      shot.log[path] = NOTHING;
      kinds["host.no_bytes"] += 1;
      break;
    default: {
      const direction = draw.pick<PropertyValue>([NOT_FOUND, 0n, 1n, 2n, 3n, NOTHING, SERIALIZATION_FAILURE]);
      if (direction === NOT_FOUND) kinds["host.not_found xds.listener_direction"] += 1;
      shot.properties = { ...shot.properties, "xds.listener_direction": direction };
    }
  }
}

/** Cuts a body into chunks. `isWhole`: it must come to its end. */
function cutSide(draw: Draw, kinds: KindCounts, side: Side, isWhole = false): void {
  const { body } = side;
  side.chunks = [];
  if (!isWhole && side.ending !== "never" && draw.oneIn(12)) {
    side.ending = draw.pick(["headers", "body", "trailers", "never"]);
    if (side.ending === "trailers" && side.trailers.length === 0) side.trailers = [["x-end", "1"]];
  }
  if (body.length === 0) return;
  if (side.ending === "headers") side.ending = "body";
  if (body.length < 400 && draw.oneIn(40)) {
    for (let at = 0; at < body.length; at += 1) side.chunks.push(body.subarray(at, at + 1));
    kinds["request.every_byte"] += 1;
    return;
  }
  let from = 0;
  for (let left = draw.oneIn(3) ? 0 : draw.below(4); left > 0; left -= 1) {
    const to = from + draw.below(body.length - from + 1);
    if (to === from) kinds["request.empty_chunk"] += 1;
    side.chunks.push(body.subarray(from, to));
    from = to;
  }
  side.chunks.push(body.subarray(from));
}

function noteEnding(kinds: KindCounts, { request, isDenied }: Shot): void {
  if (isDenied) kinds["ids.log_without_request"] += 1;
  else if (request.ending === "headers") kinds["request.end_on_headers"] += 1;
  else if (request.ending === "trailers") kinds["request.end_by_trailers"] += 1;
  else if (request.ending === "never") kinds["request.never_ends"] += 1;
}
