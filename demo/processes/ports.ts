// Loopback ports of the aggregator.
import { createServer } from "node:net";

/** 0: the kernel chooses. */
export type Ports = { readonly grpc: number; readonly metrics: number };

/** Where `npm start` can be looked at: what the README says. */
const USUAL_PORTS: Ports = { grpc: 9101, metrics: 9102 };
/** Several rounds may run beside each other. */
export const ANY_PORTS: Ports = { grpc: 0, metrics: 0 };

/** The usual ones; with another one for the metrics, the rest is the kernel's choice. */
export function portsFor(metrics: number | undefined): Ports {
  return metrics === undefined ? USUAL_PORTS : { grpc: 0, metrics };
}

/** The first that somebody has already, and what it would have been for; undefined when all are free. */
export async function busyPort(ports: Ports): Promise<{ readonly use: string; readonly port: number } | undefined> {
  for (const [use, port] of [["metrics", ports.metrics] as const, ["gRPC", ports.grpc] as const]) {
    if (!(await isFree(port))) return { use, port };
  }
  return undefined;
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
