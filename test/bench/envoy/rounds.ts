// Paired rounds: every Envoy in turn gets the same load, over and over, so that what disturbs the machine disturbs all.
import { setTimeout as pause } from "node:timers/promises";
import type { Envoy } from "../../system/support/envoy.ts";
import type { Child } from "../child.ts";
import { cpuUs } from "../cpu.ts";
import type { PeersReply, PeersRequest } from "./peers.ts";
import { type Traffic, TRAFFICS } from "./traffic.ts";
import { type Listener, LISTENERS, type Variant, WITH_FILTER } from "./variants.ts";

/** CPU time of Envoy for one request, µs, by round. */
export type Samples = Readonly<Record<Listener, Readonly<Record<Traffic, ReadonlyMap<Variant, number[]>>>>>;

/** One Envoy under measurement. */
export type Measured = { readonly variant: Variant; readonly envoy: Envoy };

export type LoadShape = { readonly requests: number; readonly connections: number; readonly depth: number };

/** Deeper pipelines of its own answers Envoy takes for a flood, and resets them. */
export const SHAPES: Readonly<Record<Listener, LoadShape>> = {
  direct: { requests: 4_000, connections: 8, depth: 2 },
  proxied: { requests: 3_000, connections: 8, depth: 1 },
};

/** After the load the filter's last records wait for their age: its Envoy is looked at until they are gone, ms. */
const SETTLE_MS = 350;

/** Requests that had no 200 are an error: what was measured would be something else. */
export async function runRounds(
  measured: readonly Measured[],
  peers: Child<PeersRequest, PeersReply>,
  rounds: number,
): Promise<Samples> {
  const samples = emptySamples(measured);
  // The first one warms up compilers and connections, and is not counted.
  for (let round = 0; round <= rounds; round += 1) {
    for (const listener of LISTENERS) {
      for (const traffic of TRAFFICS) {
        for (const each of turned(measured, round)) {
          const us = await measure(each, listener, traffic, peers);
          if (round > 0) samples[listener][traffic].get(each.variant)?.push(us);
        }
      }
    }
  }
  return samples;
}

async function measure(
  { variant, envoy }: Measured,
  listener: Listener,
  traffic: Traffic,
  peers: Child<PeersRequest, PeersReply>,
): Promise<number> {
  const port = envoy.listenerPorts[listener] ?? 0;
  const shape = SHAPES[listener];
  const before = cpuUs(envoy.pid);
  const what = `${traffic} through "${variant}" (${listener})`;
  const load = { kind: "load", port, traffic, elsewhere: variant === "per_route", ...shape } as const;
  const { failed } = await peers.ask(load).catch((cause: unknown) => {
    throw new Error(`${what}: the load broke off; Envoy's last output:\n${envoy.program.output()}`, { cause });
  });
  if (failed > 0) throw new Error(`${what}: ${failed} requests had no 200`);
  if (WITH_FILTER.includes(variant) && traffic !== "page") await pause(SETTLE_MS);
  return (cpuUs(envoy.pid) - before) / shape.requests;
}

/** Each round begins with another one, so that none is always the first. */
function turned(measured: readonly Measured[], round: number): readonly Measured[] {
  const from = round % measured.length;
  return [...measured.slice(from), ...measured.slice(0, from)];
}

function emptySamples(measured: readonly Measured[]): Samples {
  const byVariant = (): Map<Variant, number[]> => new Map(measured.map(({ variant }) => [variant, []]));
  const byTraffic = (): Record<Traffic, Map<Variant, number[]>> => ({
    page: byVariant(),
    token_1k: byVariant(),
    token_16k: byVariant(),
  });
  return { direct: byTraffic(), proxied: byTraffic() };
}
