import { KeyClass } from "../model/gen/words.ts";
import { oauthflow } from "./gen/observation.js";
import type { KeyInForce } from "./keys.ts";

/** Messages to a filter, as bytes. Source: proto/oauthflow/v1/observation.proto, `ObserveResponse`. */

export type Settings = {
  /** Absent: as they were. */
  readonly keys?: readonly KeyInForce[] | undefined;
  readonly flushAgeMs?: number | undefined;
  readonly drain?: true;
};

export function welcomeOf(creditBytes: number, acknowledged: number, settings: Settings): Uint8Array {
  return encode({ welcome: { creditBytes, acknowledged, control: controlOf(settings) } });
}

export function ackOf(acknowledged: number): Uint8Array {
  return encode({ ack: { acknowledged } });
}

export function creditOf(creditBytes: number): Uint8Array {
  return encode({ credit: { creditBytes } });
}

export function controlMessageOf(settings: Settings): Uint8Array {
  return encode({ control: controlOf(settings) });
}

function controlOf({ keys, flushAgeMs, drain }: Settings): oauthflow.v1.Control.$Properties {
  return {
    ...(keys === undefined ? {} : { keys: keys.map(keyOf) }),
    ...(flushAgeMs === undefined ? {} : { flush: { ageMs: flushAgeMs } }),
    ...(drain === undefined ? {} : { drain }),
  };
}

const CLASSES = { flow: KeyClass.Flow, refresh: KeyClass.Refresh, pseudonym: KeyClass.Pseudonym } as const;

function keyOf({ keyClass, id, secret, previous }: KeyInForce): oauthflow.v1.Key.$Properties {
  const before = previous === undefined ? {} : { previousId: previous.id, previousSecret: previous.secret };
  return { keyClass: CLASSES[keyClass], id, secret, ...before };
}

function encode(response: oauthflow.v1.ObserveResponse.$Properties): Uint8Array {
  return oauthflow.v1.ObserveResponse.encode(response).finish();
}
