// The aggregator as a process, as anybody runs it: with a configuration file.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { HOST, ISSUER } from "../mesh.ts";
import { type Part, whenReady } from "./part.ts";
import type { Parts } from "./parts.ts";
import type { Ports } from "./ports.ts";

export type Aggregator = {
  readonly part: Part;
  /** Where it listens. */
  readonly ports: Ports;
};

/** The line of its log that says where it listens. */
const LISTENING = /"grpc":"[^"]*:(\d+)","http":"[^"]*:(\d+)"/;

/** Resolves when it takes connections. Throws PartError, EndedError. */
export async function startAggregator(parts: Parts, folder: string, ports: Ports): Promise<Aggregator> {
  const config = join(folder, "aggregator.yaml");
  await writeFile(config, JSON.stringify(configurationOf(folder, ports), null, 1));
  const part = parts.startNode("aggregator", ["control-plane/main.ts", "aggregator", "--config", config]);
  const [, grpc, metrics] = await whenReady(part, async () => LISTENING.exec(part.output()) ?? undefined);
  return { part, ports: { grpc: Number(grpc), metrics: Number(metrics) } };
}

/** JSON is YAML too. */
function configurationOf(folder: string, ports: Ports): unknown {
  return {
    grpc: { listen: `127.0.0.1:${ports.grpc}` },
    http: { listen: `127.0.0.1:${ports.metrics}` },
    state_dir: join(folder, "state"),
    // The counts are compared with the clients' from the first one on, so the vantage is not left to be found.
    issuers: [{ name: ISSUER, hosts: [HOST], dialect: "oidc-provider", counting_vantage: "server" }],
    log: { level: "info", format: "json" },
  };
}
