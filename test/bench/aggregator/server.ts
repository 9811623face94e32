// The aggregator as a program, on a Node of choice, with or without TLS.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIdentity } from "../../control-plane/config/certificates.ts";
import { start } from "../../system/support/processes.ts";

export type MeasuredAggregator = {
  readonly pid: number;
  readonly port: number;
  /** PEM of its certificate; undefined = plaintext. */
  readonly ca: string | undefined;
  readonly stop: () => Promise<void>;
};

/** `node` is the path of the program. Throws with its last output when it does not come up. */
export async function startAggregator(node: string, withTls: boolean): Promise<MeasuredAggregator> {
  const folder = mkdtempSync(join(tmpdir(), "oauth-flow-bench-"));
  const path = (name: string): string => join(folder, name);
  const identity = withTls ? createIdentity("bench") : undefined;
  if (identity !== undefined) {
    writeFileSync(path("cert.pem"), identity.cert);
    writeFileSync(path("key.pem"), identity.key, { mode: 0o600 });
  }
  const tls = identity === undefined ? {} : { tls: { cert: path("cert.pem"), key: path("key.pem") } };
  const config = {
    grpc: { listen: "127.0.0.1:0", ...tls },
    http: { listen: "127.0.0.1:0" },
    state_dir: path("state"),
  };
  writeFileSync(path("aggregator.yaml"), JSON.stringify(config));
  const args = ["--import", "tsx", "control-plane/main.ts", "aggregator", "--config", path("aggregator.yaml")];
  const program = start(node, args, { name: "aggregator" });
  const stop = async (): Promise<void> => {
    await program.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [, port] = await program.ready(/"grpc":"127\.0\.0\.1:(\d+)"/);
    return { pid: program.pid, port: Number(port), ca: identity?.cert, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
