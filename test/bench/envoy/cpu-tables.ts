// The tables of CPU time for a request.
import { median, type Spread, spreadOf } from "../statistics.ts";
import { figure, ratio, type Table } from "../table.ts";
import type { Samples } from "./rounds.ts";
import { type Traffic, TRAFFIC_NAMES, TRAFFICS } from "./traffic.ts";
import { type Listener, LISTENERS, type Variant, VARIANT_NAMES, VARIANTS } from "./variants.ts";

/** The filter is compared with these. */
const COMPARED: readonly Variant[] = ["none", "empty", "access_log", "lua", "lua_log"];

/** `logged` says what access logs sent. */
export function cpuTables(samples: Samples, logged: string): readonly Table[] {
  return [
    ...LISTENERS.map((listener) => totalTable(samples, listener)),
    addedTable(samples, logged),
    ratioTable(samples),
  ];
}

function totalTable(samples: Samples, listener: Listener): Table {
  return {
    id: `envoy-cpu-${listener}`,
    title: `CPU of Envoy for a request, µs, ${listener === "direct" ? "answered by Envoy itself" : "proxied"}`,
    note: "Median of the rounds, in brackets the middle half of them.",
    columns: ["", ...TRAFFICS.map((traffic) => TRAFFIC_NAMES[traffic])],
    rows: VARIANTS.map((variant) => [
      VARIANT_NAMES[variant],
      ...TRAFFICS.map((traffic) => withSpread(spreadOf(samples[listener][traffic].get(variant) ?? []))),
    ]),
  };
}

function addedTable(samples: Samples, logged: string): Table {
  const columns = LISTENERS.flatMap((listener) => TRAFFICS.map((traffic) => ({ listener, traffic })));
  return {
    id: "envoy-added",
    title: "CPU that is added to a request, µs",
    note: `Median of the differences to no filter in the same round, in brackets the middle half of them; "${VARIANT_NAMES.again}" is the noise. ${logged}`,
    columns: ["", ...columns.map(({ listener, traffic }) => `${TRAFFIC_NAMES[traffic]}, ${listener}`)],
    rows: VARIANTS.filter((variant) => variant !== "none").map((variant) => [
      VARIANT_NAMES[variant],
      ...columns.map(({ listener, traffic }) => withSpread(spreadOf(added(samples, listener, traffic, variant)))),
    ]),
  };
}

function ratioTable(samples: Samples): Table {
  const total = (listener: Listener, traffic: Traffic, variant: Variant): number =>
    median(samples[listener][traffic].get(variant) ?? []);
  return {
    id: "envoy-ratios",
    title: "The filter beside others",
    note: `To "${VARIANT_NAMES.none}": all CPU of Envoy; to the others: what is added by the one to what is added by the other.`,
    columns: ["", ...COMPARED.map((variant) => VARIANT_NAMES[variant])],
    rows: LISTENERS.flatMap((listener) =>
      TRAFFICS.map((traffic) => [
        `${TRAFFIC_NAMES[traffic]}, ${listener}`,
        ...COMPARED.map((variant) => {
          if (variant === "none") return ratio(total(listener, traffic, "filter") / total(listener, traffic, "none"));
          const ours = median(added(samples, listener, traffic, "filter"));
          return ratio(ours / median(added(samples, listener, traffic, variant)));
        }),
      ]),
    ),
  };
}

/** By round, so that what the whole machine suffers from falls out. */
function added(samples: Samples, listener: Listener, traffic: Traffic, variant: Variant): readonly number[] {
  const base = samples[listener][traffic].get("none") ?? [];
  return (samples[listener][traffic].get(variant) ?? []).map((us, round) => us - (base[round] ?? Number.NaN));
}

function withSpread({ low, median: middle, high }: Spread): string {
  return `${figure(middle)} (${figure(low)}–${figure(high)})`;
}
