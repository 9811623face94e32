// What the filter costs a real Envoy: CPU for each request, beside no filter, an empty module, Envoy's own gRPC access log
// and a Lua filter; and memory for each worker.
import { aggregatorHome } from "../../system/support/aggregator.ts";
import { startEnvoy } from "../../system/support/envoy.ts";
import { type Child, startChild } from "../child.ts";
import { needLinux } from "../cpu.ts";
import { buildEmptyModule } from "../empty-module.ts";
import { figure, type Table } from "../table.ts";
import { cpuTables } from "./cpu-tables.ts";
import { memoryTable } from "./memory.ts";
import type { PeersReply, PeersRequest } from "./peers.ts";
import { type Measured, runRounds, SHAPES } from "./rounds.ts";
import { TRAFFICS } from "./traffic.ts";
import { bootstrapOf, LISTENERS, VARIANT_NAMES, VARIANTS, WITH_ACCESS_LOG, WITH_FILTER } from "./variants.ts";

/** Starts nine Envoys of one worker each, one aggregator and one process of peers, and ends them all. */
export async function benchEnvoy(rounds: number): Promise<readonly Table[]> {
  needLinux();
  const home = aggregatorHome();
  const peers = startChild<PeersRequest, PeersReply>("test/bench/envoy/peers.ts");
  const measured: Measured[] = [];
  const aggregator = await home.start();
  try {
    const { upstreamPort, sinkPort } = await peers.ask({ kind: "ports" });
    const emptyModule = await buildEmptyModule();
    const ports = { upstreamPort, sinkPort, aggregatorPort: aggregator.grpcPort, emptyModule };
    for (const variant of VARIANTS)
      measured.push({ variant, envoy: await startEnvoy({ config: bootstrapOf(variant, ports) }) });
    const samples = await runRounds(measured, peers, rounds);
    await checkRecords(measured, rounds);
    const logged = await accessLogBytes(peers, rounds);
    await stopAll(measured.splice(0));
    return [...cpuTables(samples, logged), await memoryTable(ports, peers)];
  } finally {
    await Promise.all([stopAll(measured), aggregator.program.stop(), peers.end()]);
    home.remove();
  }
}

async function stopAll(measured: readonly Measured[]): Promise<void> {
  await Promise.all(measured.map(({ envoy }) => envoy.stop()));
}

/** A filter that was fast because it saw nothing would be no result. */
async function checkRecords(measured: readonly Measured[], rounds: number): Promise<void> {
  const tokens = TRAFFICS.filter((traffic) => traffic !== "page").length;
  const want = LISTENERS.reduce((sum, listener) => sum + SHAPES[listener].requests * tokens * (rounds + 1), 0);
  for (const { variant, envoy } of measured.filter((each) => WITH_FILTER.includes(each.variant))) {
    const emitted = (await envoy.stats()).get("wasmcustom.oauth_flow.emitted") ?? 0;
    if (emitted !== want) throw new Error(`"${variant}" made ${emitted} records of ${want} token exchanges`);
  }
}

/** Bytes that Envoys with an access log have sent for a request, in words. */
async function accessLogBytes(peers: Child<PeersRequest, PeersReply>, rounds: number): Promise<string> {
  const { sinkBytes } = await peers.ask({ kind: "ports" });
  const requests = LISTENERS.reduce((sum, listener) => sum + SHAPES[listener].requests, 0);
  const all = requests * TRAFFICS.length * (rounds + 1);
  return WITH_ACCESS_LOG.map(
    (variant) =>
      `"${VARIANT_NAMES[variant]}" sends ${figure((sinkBytes[variant] ?? Number.NaN) / all)} bytes a request.`,
  ).join(" ");
}
