// On what the figures were taken: without it they say nothing.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { ensureEnvoy, envoyVersion } from "../../scripts/setup/envoy.ts";

export type Machine = {
  /** Day of the run, `2026-11-25`. */
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** Version of the Envoy; absent where the part needs none. */
  readonly envoy?: string;
  /** SHA-256 of build/filter.wasm, its first 12 hex digits. */
  readonly filter: string;
};

/** `withEnvoy` asks the Envoy for its version. Throws SetupError where there is none. */
export async function machine(withEnvoy: boolean): Promise<Machine> {
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    node: process.versions.node,
    ...(withEnvoy ? { envoy: await envoyVersion(await ensureEnvoy()) } : {}),
    filter: createHash("sha256").update(readFileSync("build/filter.wasm")).digest("hex").slice(0, 12),
  };
}

/** One line for people. */
export function machineLine({ date, cpu, cores, node, envoy, filter }: Machine): string {
  const versions = [...(envoy === undefined ? [] : [`Envoy ${envoy}`]), `Node ${node}`, `filter ${filter}`];
  return `${date}, ${cpu}, ${cores} cores, ${versions.join(", ")}`;
}
