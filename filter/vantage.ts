// From where this proxy sees an exchange.

import { readIntegerProperty } from "./host/hostcalls";
import { Vantage } from "./record/gen/words";
import { startsWithAscii } from "./text/ascii";
import { asciiBytes } from "./text/static-bytes";

/** What Istio's node id says of a proxy. */
export enum NodeKind {
  Other = 0,
  Router = 1,
  Waypoint = 2,
}

// Envoy 1.33 moved the property; the older name is tried once where the newer is absent.
const DIRECTION: usize = asciiBytes("xds\0listener_direction");
const OLD_DIRECTION: usize = asciiBytes("listener_direction");
const INBOUND: i64 = 1;
const OUTBOUND: i64 = 2;

/** Kind of a node id: `sidecar~…` and foreign ids are Other, told by the listener. */
export function nodeKindOf(at: usize, size: u32): NodeKind {
  if (startsWithAscii(at, size, "router~")) return NodeKind.Router;
  if (startsWithAscii(at, size, "waypoint~")) return NodeKind.Waypoint;
  return NodeKind.Other;
}

/** Vantage of the stream whose callback runs, when the configuration leaves it open; 0 = cannot be told. */
export function vantageOfStream(kind: NodeKind): Vantage {
  if (kind === NodeKind.Router) return Vantage.Gateway;
  if (kind === NodeKind.Waypoint) return Vantage.Server;
  let direction = readIntegerProperty(DIRECTION, 22, -1);
  if (direction < 0) direction = readIntegerProperty(OLD_DIRECTION, 18, 0);
  if (direction === INBOUND) return Vantage.Server;
  if (direction === OUTBOUND) return Vantage.Client;
  return Vantage.Unspecified;
}
