// Resident memory of Envoy by the number of its workers: what one more worker costs.
import { startEnvoy } from "../../system/support/envoy.ts";
import type { Child } from "../child.ts";
import { residentBytes } from "../cpu.ts";
import { slopeOf } from "../statistics.ts";
import { figure, type Table } from "../table.ts";
import type { PeersReply, PeersRequest } from "./peers.ts";
import { bootstrapOf, type Peers, type Variant, VARIANT_NAMES } from "./variants.ts";

const WORKERS = [1, 2, 4, 8] as const;
const COMPARED: readonly Variant[] = ["none", "empty", "filter"];
const MIB = 1_048_576;

/** So many connections that the kernel gives some to every worker. */
const LOAD = {
  kind: "load",
  traffic: "token_1k",
  elsewhere: false,
  requests: 12_800,
  connections: 128,
  depth: 1,
} as const;

/** Starts one Envoy at a time. */
export async function memoryTable(ports: Peers, peers: Child<PeersRequest, PeersReply>): Promise<Table> {
  const rows: string[][] = [];
  for (const variant of COMPARED) {
    const points: [number, number][] = [];
    for (const workers of WORKERS) points.push([workers, await residentMib(variant, workers, ports, peers)]);
    rows.push([VARIANT_NAMES[variant], ...points.map(([, mib]) => figure(mib)), figure(slopeOf(points))]);
  }
  return {
    id: "envoy-memory",
    title: "Resident memory of Envoy, MiB, by number of workers",
    note: `After ${LOAD.requests.toLocaleString("en-US")} token exchanges on ${LOAD.connections} connections; the last column is the slope.`,
    columns: ["", ...WORKERS.map((workers) => String(workers)), "a worker"],
    rows,
  };
}

async function residentMib(
  variant: Variant,
  workers: number,
  ports: Peers,
  peers: Child<PeersRequest, PeersReply>,
): Promise<number> {
  const envoy = await startEnvoy({ config: bootstrapOf(variant, ports), concurrency: workers });
  try {
    await peers.ask({ ...LOAD, port: envoy.listenerPorts["direct"] ?? 0 });
    return residentBytes(envoy.pid) / MIB;
  } finally {
    await envoy.stop();
  }
}
