// A caller's and a server's Envoy, the aggregator and a wire tap between them, and every byte that leaves any of them.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "../../../scripts/envoy-config.ts";
import { type Aggregator, aggregatorHome } from "./aggregator.ts";
import { areAllSeen, statOf } from "./books.ts";
import { type Mesh, startMesh } from "./mesh.ts";
import { sampleOf } from "./metrics.ts";
import type { Exit } from "./processes.ts";
import { startTee, type Tee } from "./tee.ts";
import { until } from "./until.ts";
import { type Left, pages, reflection, statistics, tapped, text } from "./what-left.ts";

export type ObservedMesh = {
  /** Where clients send. */
  readonly port: number;
  /** Of component `wasm` of both Envoys, from now on. */
  readonly setWasmLog: (level: "trace" | "debug" | "info") => Promise<void>;
  /** Waits until the aggregator has all records that the Envoys have numbered; returns how many there are. */
  readonly settled: () => Promise<number>;
  /** All that has left so far. `asked`: what is put into the questions to the aggregator, which must not come back. */
  readonly left: (asked: string) => Promise<readonly Left[]>;
  /** Ends all; returns how they ended, and what they said and kept. */
  readonly stop: () => Promise<{ readonly exits: readonly Exit[]; readonly left: readonly Left[] }>;
};

export type ObservedMeshOptions = {
  readonly upstreamPort: number;
  readonly plugin: Json;
  readonly wasm?: string;
  readonly protocol?: "h1" | "h2";
};

/** Resolves when all are up. The aggregator logs at its lowest level, the Envoys' component `wasm` too. */
export async function startObservedMesh({ plugin, ...options }: ObservedMeshOptions): Promise<ObservedMesh> {
  const folder = mkdtempSync(join(tmpdir(), "oauth-flow-observed-"));
  // Paths are the filter's business.
  const issuers = (plugin["issuers"] as Json[]).map((issuer) => ({ ...issuer, endpoints: {} }));
  const home = aggregatorHome({ issuers, log: { level: "trace" } });
  const ends: (() => unknown)[] = [home.remove, () => rmSync(folder, { recursive: true, force: true })];
  try {
    const aggregator = await home.start();
    ends.push(aggregator.program.stop);
    const tee = await startTee(aggregator.grpcPort);
    ends.push(tee.close);
    const mesh = await startMesh({
      ...options,
      plugin,
      aggregatorPort: tee.port,
      wasmLog: "trace",
      args: (side) => ["--log-path", logOf(folder, side)],
    });
    return meshOf({ mesh, aggregator, tee, folder, state: home.state, remove: home.remove });
  } catch (cause) {
    for (const end of ends.reverse()) await end();
    throw cause;
  }
}

type Parts = {
  readonly mesh: Mesh;
  readonly aggregator: Aggregator;
  readonly tee: Tee;
  readonly folder: string;
  readonly state: string;
  readonly remove: () => void;
};

const logOf = (folder: string, name: string): string => join(folder, `${name}.log`);

function meshOf({ mesh, aggregator, tee, folder, state, remove }: Parts): ObservedMesh {
  const { client, server } = mesh;
  const envoys = [
    ["out", client],
    ["in", server],
  ] as const;

  const said = (): readonly Left[] => [
    ...envoys.flatMap(([name, envoy]) => [
      text(`the log of Envoy ${name}`, readFileSync(logOf(folder, name))),
      text(`the output of Envoy ${name}`, envoy.program.output()),
    ]),
    text("the aggregator's log", aggregator.program.output()),
    ...readdirSync(state).map((file) => text(`state_dir/${file}`, readFileSync(join(state, file)))),
  ];

  const numbered = (): Promise<number> => statOf([client, server], "emitted");

  async function settled(): Promise<number> {
    return until("the aggregator has every record", async () => {
      if (!(await areAllSeen([client, server]))) return undefined;
      const all = await numbered();
      const aggregated = sampleOf(await aggregator.metrics(), "oauth_telemetry_records_aggregated_total");
      return all > 0 && aggregated === all && (await numbered()) === all ? all : undefined;
    });
  }

  async function left(asked: string): Promise<readonly Left[]> {
    return [
      ...(await statistics(envoys)),
      ...(await pages(aggregator.httpPort, asked)),
      ...(await reflection(aggregator.grpcPort)),
      ...(await tapped(tee)),
      ...said(),
    ];
  }

  async function stop() {
    const exits = [await client.stop(), await server.stop(), await aggregator.program.stop()];
    const last = [...(await tapped(tee)), ...said()];
    await tee.close();
    remove();
    rmSync(folder, { recursive: true, force: true });
    return { exits, left: last };
  }

  return {
    port: mesh.port,
    setWasmLog: async (level) =>
      void (await Promise.all(envoys.map(([, envoy]) => envoy.admin(`/logging?wasm=${level}`, "POST")))),
    settled,
    left,
    stop,
  };
}
