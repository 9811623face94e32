// What an episode is: drawn first, from its seed alone.
import type { Direction } from "../../host/types.ts";
import type { GoldenGroup } from "./goldens.ts";
import type { Draw } from "./random.ts";

/** A plugin of an episode. */
export type PluginSetting = {
  readonly configuration: string;
  readonly group: GoldenGroup;
  readonly direction: Direction;
  /** Whole golden exchanges must come to their records: the vantage is as they have it. */
  readonly isServer: boolean;
  readonly exchanges: number;
  readonly ringRecords: number;
  readonly bodyBytes: number;
};

export type Setting = {
  /** Streams that begin. */
  readonly exchanges: number;
  readonly plugins: readonly PluginSetting[];
  readonly workers: number;
  /** Streams at once. */
  readonly open: number;
  /** Callbacks in any order. */
  readonly isWild: boolean;
  /** Host calls go wrong. */
  readonly hasFaults: boolean;
  /** Also while a plugin is loaded. */
  readonly hasFaultsAtStart: boolean;
  /** Capabilities that are refused. */
  readonly refused: readonly string[];
  /** The aggregator or the network goes wrong. */
  readonly isTroubled: boolean;
  /** The wall clock jumps. */
  readonly hasWildClock: boolean;
  /** Others write into the shared data. */
  readonly isDamaged: boolean;
  /** Roots end and begin. */
  readonly isLively: boolean;
  readonly hasTicks: boolean;
  readonly nodeId: string;
};

const FEWEST = 500;
const MOST = 2_000;

/** Streams of an episode: the first thing that is drawn. */
export function exchangesOf(draw: Draw): number {
  return FEWEST + draw.below(MOST - FEWEST + 1);
}

export function settingOf(draw: Draw, groups: readonly GoldenGroup[], callables: readonly string[]): Setting {
  const exchanges = exchangesOf(draw);
  const mood = draw.below(10);
  const count = draw.oneIn(25) ? 9 + draw.below(3) : 1 + (draw.oneIn(3) ? draw.below(3) : 0);
  const hasFaults = mood >= 8;
  const refused = draw.oneIn(20) ? refusedOf(draw, callables) : [];
  const hasFaultsAtStart = hasFaults && draw.oneIn(3);
  return {
    exchanges,
    plugins: Array.from({ length: count }, (_, index) => pluginOf(draw, groups, index)),
    // Without randomness, roots that begin in one nanosecond cannot tell themselves apart.
    workers: draw.oneIn(8) && !hasFaultsAtStart && !refused.includes("random_get") ? 2 : 1,
    open: draw.pick([1, 4, 16, 60]),
    isWild: mood === 5 || mood === 6 || mood === 9,
    hasFaults,
    hasFaultsAtStart,
    refused,
    isTroubled: mood === 3 || mood === 4 || mood === 6 || (mood === 8 && draw.oneIn(2)),
    hasWildClock: draw.oneIn(6),
    isDamaged: draw.oneIn(10),
    isLively: draw.oneIn(4),
    hasTicks: !draw.oneIn(30),
    nodeId: draw.pick(["sidecar~10.0.0.1~a.b~c", "router~10.0.0.1~a.b~c", "waypoint~x", "", "n"]),
  };
}

/** Without this one no configuration can be read: it is refused, and there is nothing to fuzz. */
const INDISPENSABLE = "proxy_get_buffer_bytes";

function refusedOf(draw: Draw, callables: readonly string[]): readonly string[] {
  return Array.from({ length: 1 + draw.below(3) }, () => draw.pick(callables)).filter((name) => name !== INDISPENSABLE);
}

function pluginOf(draw: Draw, groups: readonly GoldenGroup[], index: number): PluginSetting {
  const group = (draw.oneIn(2) ? groups[0] : draw.pick(groups)) as GoldenGroup;
  const isServer = !draw.oneIn(5);
  const exchanges = draw.pick([1, 2, 8, 64, 64, 256, 1_024]);
  const ringRecords = draw.pick([1, 8, 100, 4_096, 4_096, 4_096]);
  // Some golden exchanges are about a limit: it stays.
  const own = (group.configuration["limits"] as { readonly body_bytes?: number } | undefined)?.body_bytes;
  const bodyBytes = own ?? draw.pick([1_024, 4_096, 65_536, 65_536]);
  const flush = draw.oneIn(2) ? {} : { records: 1 + draw.below(200), bytes: 256 + draw.below(16_000), age_ms: 50 };
  const configuration = {
    ...group.configuration,
    aggregator: { cluster: `aggregator-${index}` },
    vantage: isServer ? group.configuration["vantage"] : draw.pick(["auto", "auto", "client", "gateway"]),
    limits: { exchanges, ring_records: ringRecords, body_bytes: bodyBytes },
    flush,
  };
  const direction = draw.pick<Direction>(["inbound", "outbound", "unspecified"]);
  return {
    configuration: JSON.stringify(configuration),
    group,
    direction,
    isServer,
    exchanges,
    ringRecords,
    bodyBytes: own === undefined ? bodyBytes : Number.MAX_SAFE_INTEGER,
  };
}
