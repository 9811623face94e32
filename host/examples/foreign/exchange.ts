// One request through the foreign filter, on the host.
import type { HttpEvents, HttpTransport } from "../../http-transport.ts";
import { createHost } from "../../index.ts";
import type { Pairs } from "../../pairs.ts";

export type Guarded = {
  /** What each callback meant to traffic; `resumed` when the filter let the request go on. */
  readonly passages: readonly string[];
  /** Headers as the filter left them. */
  readonly request: Pairs;
  readonly response: Pairs;
  /** Status and body, when the filter answered by itself. */
  readonly reply: string | undefined;
  /** What the filter logged at level info and above. */
  readonly lines: readonly string[];
};

/** A request to a guarded path. The cluster `checker` that the filter asks says `status`. */
export function guardedRequest(wasm: Uint8Array, status: string): Guarded {
  const questions: HttpEvents[] = [];
  const http: HttpTransport = {
    hasCluster: (cluster) => cluster === "checker",
    send: (_request, events) => {
      questions.push(events);
      return () => undefined;
    },
  };
  const host = createHost({ http, strict: { mayPause: true } });
  const plugin = host.load({ wasm, name: "gate", rootId: "gate", configuration: "checker" });
  const root = host.worker().root(plugin);

  const passages: string[] = [];
  const stream = root.stream({
    onResume: () => void passages.push("resumed"),
    onReply: () => void passages.push("reply"),
  });
  const request = [
    [":method", "GET"],
    [":path", "/guarded/door"],
    [":authority", "example.test"],
  ] as const;
  passages.push(stream.requestHeaders(request, { end: true }).kind);
  questions[0]?.answer({ headers: [[":status", status]] });
  const reply = stream.reply();
  if (reply === undefined) {
    passages.push(
      stream.responseHeaders([
        [":status", "200"],
        ["x-inner", "secret"],
      ]).kind,
    );
    passages.push(stream.responseBody("hello", { end: true }).kind);
  }
  stream.log();
  return {
    passages,
    request: stream.headers("request"),
    response: stream.headers("response"),
    reply: reply === undefined ? undefined : `${reply.status} ${Buffer.from(reply.body).toString()}`,
    lines: host.lines.map(({ text }) => text),
  };
}
