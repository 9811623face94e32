// A whole request and response as data.
import type { Pairs } from "../pairs.ts";
import type { Properties } from "../property-value.ts";
import type { Stream } from "./stream.ts";

/** An exchange as data. */
export type Exchange = {
  readonly request: Message;
  /** Left out: no answer came. */
  readonly response?: Message;
  /** An earlier filter answered: only the log comes. */
  readonly isDenied?: boolean;
  readonly log?: Properties;
};

/** A request or a response as data. */
export type Message = {
  /** With the pseudo headers: `:method`, `:path`, `:authority`, `:scheme`; `:status`. */
  readonly headers: Pairs;
  readonly chunks?: readonly (Uint8Array | string)[];
  readonly trailers?: Pairs;
  /** More was to come and did not. */
  readonly isCut?: boolean;
  /** From its headers on. */
  readonly properties?: Properties;
};

/** How an exchange went: `continue` when every callback let it pass. */
export type Exchanged = { readonly kind: "continue" | "pause" | "reply" | "reset"; readonly stream: Stream };
