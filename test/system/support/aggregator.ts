// The aggregator as a program, with a state folder of its own that outlives a restart.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "../../../scripts/envoy-config.ts";
import { type Sample, scrape } from "./metrics.ts";
import { type Program, start } from "./processes.ts";

export type Aggregator = {
  readonly program: Program;
  readonly grpcPort: number;
  readonly httpPort: number;
  readonly metrics: () => Promise<readonly Sample[]>;
};

export type AggregatorHome = {
  /** Folder of the files that it keeps. There from the first start on. */
  readonly state: string;
  /** Starts it; a `grpcPort` from an earlier life is where filters come back to. */
  readonly start: (grpcPort?: number) => Promise<Aggregator>;
  /** Removes what it kept. The programs are the caller's to stop. */
  readonly remove: () => void;
};

/** `config` is the YAML's content beside the ports and the state folder. */
export function aggregatorHome(config: Json = {}): AggregatorHome {
  const folder = mkdtempSync(join(tmpdir(), "oauth-flow-aggregator-"));
  const file = join(folder, "aggregator.yaml");
  const state = join(folder, "state");
  return {
    state,
    async start(grpcPort = 0) {
      const settings = {
        ...config,
        grpc: { listen: `127.0.0.1:${grpcPort}` },
        http: { listen: "127.0.0.1:0" },
        state_dir: state,
      };
      writeFileSync(file, JSON.stringify(settings));
      const args = ["--import", "tsx", "control-plane/main.ts", "aggregator", "--config", file];
      const program = start(process.execPath, args, { name: "aggregator" });
      const [, grpc, http] = await program.ready(/"grpc":"127\.0\.0\.1:(\d+)","http":"127\.0\.0\.1:(\d+)"/);
      const httpPort = Number(http);
      return {
        program,
        grpcPort: Number(grpc),
        httpPort,
        metrics: () => scrape(`http://127.0.0.1:${httpPort}/metrics`),
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
