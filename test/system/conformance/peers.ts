// What clients and upstreams of both protocols can do.
import type { Pairs } from "../../../host/conformance/scenario.ts";

export type ClientStream = {
  /** The head, and the first bytes of the body in the same packet. */
  readonly headers: (pairs: Pairs, end: boolean, text?: string) => void;
  readonly body: (text: string, end: boolean) => void;
  readonly trailers: (pairs: Pairs) => void;
  /** Goes without a word. */
  readonly leave: () => void;
  /** What came back so far; over HTTP/2 without framing. */
  readonly received: () => string;
  readonly close: () => Promise<void>;
};

export type UpstreamStream = {
  readonly headers: (pairs: Pairs, end: boolean, text?: string) => void;
  readonly body: (text: string, end: boolean) => void;
  readonly trailers: (pairs: Pairs) => void;
  readonly reset: () => void;
};

export type Upstream = {
  readonly port: number;
  /** In order of arrival. */
  readonly streams: readonly UpstreamStream[];
  readonly close: () => Promise<void>;
};
