// Who the proxy is, read from Envoy's node while configuring: root contexts have no other properties.

import { readProperty, valueAt, valueSize } from "./host/hostcalls";
import { Root } from "./root";
import { IdentityPart, setIdentityPart } from "./stream/identity";
import { asciiBytes } from "./text/static-bytes";
import { nodeKindOf } from "./vantage";

// Envoy 1.33 put these below `xds`; the older names are tried where the newer are absent.
const ID: usize = asciiBytes("xds\0node\0id");
const CLUSTER: usize = asciiBytes("xds\0node\0cluster");
const WORKLOAD: usize = asciiBytes("xds\0node\0metadata\0WORKLOAD_NAME");
const NAMESPACE: usize = asciiBytes("xds\0node\0metadata\0NAMESPACE");
const PREFIX: usize = 4;

/** Reads the node into the root's identity, and what kind of proxy it is. */
export function readNode(root: Root): void {
  const identity = root.parts.identity;
  if (readPart(ID, 11)) root.nodeKind = <u8>nodeKindOf(valueAt, valueSize);
  setIdentityPart(identity, IdentityPart.Node, valueAt, valueSize);
  readPart(CLUSTER, 16);
  setIdentityPart(identity, IdentityPart.Cluster, valueAt, valueSize);
  readPart(WORKLOAD, 31);
  setIdentityPart(identity, IdentityPart.Workload, valueAt, valueSize);
  readPart(NAMESPACE, 27);
  setIdentityPart(identity, IdentityPart.Namespace, valueAt, valueSize);
}

function readPart(path: usize, size: usize): bool {
  return readProperty(path, size) || readProperty(path + PREFIX, size - PREFIX);
}
