// A stream context as data: what its callbacks will say, before it is known in which order they come.
import type { Pairs, Value } from "../../host/pairs.ts";
import type { Properties, PropertyValue } from "../../host/property-value.ts";
import type { GoldenExchange } from "./goldens.ts";

/** How a message ends. */
export type Ending = "headers" | "body" | "trailers" | "never";

export type Side = { headers: [string, Value][]; body: Buffer; chunks: Buffer[]; trailers: Pairs; ending: Ending };

/** Generators fill it in step by step. */
export type Shot = {
  /** Which generator it is of; for people. */
  of: string;
  request: Side;
  /** undefined = no answer comes. */
  response: Side | undefined;
  protocol: "HTTP/1.0" | "HTTP/1.1" | "HTTP/2";
  /** Of the whole stream. */
  properties: Properties;
  /** Of the log. */
  log: Record<string, PropertyValue>;
  /** An earlier filter answered: only the log comes. */
  isDenied: boolean;
  /** 103 comes before the answer. */
  hasHints: boolean;
  /** What its record must be; undefined = anything in order. */
  golden: GoldenExchange | undefined;
};

export const NOTHING = Buffer.alloc(0);

export function sideOf(headers: Pairs, body: Buffer = NOTHING): Side {
  const ending = body.length === 0 ? "headers" : "body";
  return { headers: headers.map(([name, value]) => [name, value]), body, chunks: [], trailers: [], ending };
}

export function shotOf(of: string, request: Side, response: Side | undefined): Shot {
  return {
    of,
    request,
    response,
    protocol: "HTTP/1.1",
    properties: {},
    log: {},
    isDenied: false,
    hasHints: false,
    golden: undefined,
  };
}

/** Sets a header, in the place of the first of that name. */
export function setHeader(side: Side, name: string, value: Value): void {
  const index = side.headers.findIndex(([known]) => known === name);
  if (index < 0) side.headers.push([name, value]);
  else side.headers[index] = [name, value];
}

/** The first value of a header as text; empty when there is none. */
export function headerOf(side: Side, name: string): string {
  return String(side.headers.find(([known]) => known === name)?.[1] ?? "");
}
