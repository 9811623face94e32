// A whole exchange on one stream, cut into callbacks as Envoy's codecs do.
import type { Exchange, Exchanged, Message, Passage, Side, Step, Stream, StreamOptions } from "./types.ts";

const NOTHING = new Uint8Array();
const END: Step = { end: true };
const MORE: Step = {};

/** Stops at the first callback that does not let it pass; the log comes in any case. */
export function playExchange(
  stream: Stream,
  { request, response, isDenied = false, log = {} }: Exchange,
  { protocol = "HTTP/1.1" }: StreamOptions,
): Exchanged {
  if (isDenied) {
    const answer = response === undefined ? {} : { response: response.headers };
    stream.log({ properties: log, request: request.headers, ...answer });
    return { kind: "continue", stream };
  }
  const isHttp1 = protocol.startsWith("HTTP/1");
  let kind = playMessage(stream, "request", request, isHttp1);
  if (kind === "continue" && response !== undefined) kind = playMessage(stream, "response", response, isHttp1);
  stream.log({ properties: log });
  return { kind, stream };
}

function playMessage(stream: Stream, side: Side, message: Message, isHttp1: boolean): Passage["kind"] {
  const { headers, chunks = [], trailers, isCut = false, properties } = message;
  const isOpen = isCut || trailers !== undefined;
  const said = properties === undefined ? {} : { properties };
  const step = { end: chunks.length === 0 && !isOpen, ...said };
  let { kind } = side === "request" ? stream.requestHeaders(headers, step) : stream.responseHeaders(headers, step);
  for (let i = 0; i < chunks.length && kind === "continue"; i += 1) {
    // HTTP/1 tells the end with a chunk of its own, HTTP/2 with the last one.
    const isEnd = !isHttp1 && !isOpen && i === chunks.length - 1;
    ({ kind } = playChunk(stream, side, chunks[i] ?? NOTHING, isEnd ? END : MORE));
  }
  if (kind === "continue" && isHttp1 && chunks.length > 0 && !isOpen)
    ({ kind } = playChunk(stream, side, NOTHING, END));
  if (kind === "continue" && trailers !== undefined && !isCut)
    ({ kind } = side === "request" ? stream.requestTrailers(trailers) : stream.responseTrailers(trailers));
  return kind;
}

function playChunk(stream: Stream, side: Side, chunk: Uint8Array | string, step: Step): Passage {
  return side === "request" ? stream.requestBody(chunk, step) : stream.responseBody(chunk, step);
}
