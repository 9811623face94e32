// client ── Envoy `out` (client vantage) ── Envoy `in` (server vantage) ── upstream; both with the filter, one aggregator.
import { renderEnvoy, type Json, type RenderedListener } from "../../../scripts/envoy-config.ts";
import { type Envoy, type EnvoyOptions, startEnvoy } from "./envoy.ts";

export type MeshOptions = {
  readonly aggregatorPort: number;
  readonly upstreamPort: number;
  /** Plugin configuration beside the aggregator; default: one issuer `corp` on host sso.test, Spring's paths. */
  readonly plugin?: Json;
  readonly protocol?: "h1" | "h2";
  /** More of the listener at the caller, or at the server. */
  readonly out?: Partial<RenderedListener>;
  readonly in?: Partial<RenderedListener>;
  readonly concurrency?: number;
  readonly wasmLog?: NonNullable<EnvoyOptions["wasmLog"]>;
};

export type Mesh = {
  /** The caller's Envoy, and the server's. */
  readonly client: Envoy;
  readonly server: Envoy;
  /** Where clients send. */
  readonly port: number;
  readonly stop: () => Promise<void>;
};

const ISSUERS = [{ name: "corp", hosts: ["sso.test"], dialect: "spring" }];

/** Resolves when both are ready; ends the first when the second cannot be started. */
export async function startMesh(options: MeshOptions): Promise<Mesh> {
  const { upstreamPort, protocol = "h1" } = options;
  const server = await start("in", "INBOUND", { upstreamPort, upstreamProtocol: protocol, ...options.in }, options);
  const inbound = { upstreamPort: server.listenerPorts["in"] ?? 0, upstreamProtocol: protocol, ...options.out };
  const client = await start("out", "OUTBOUND", inbound, options).catch(async (cause: unknown) => {
    await server.stop();
    throw cause;
  });
  return {
    client,
    server,
    port: client.listenerPorts["out"] ?? 0,
    stop: async () => void (await Promise.all([client.stop(), server.stop()])),
  };
}

function start(
  name: string,
  direction: RenderedListener["direction"],
  listener: Partial<RenderedListener> & { readonly upstreamPort: number },
  options: MeshOptions,
): Promise<Envoy> {
  const config = renderEnvoy({
    wasm: "build/filter.wasm",
    nodeId: name === "in" ? "server-proxy" : "client-proxy",
    aggregatorPort: options.aggregatorPort,
    plugin: options.plugin ?? { issuers: ISSUERS },
    listeners: [{ name, direction, ...listener }],
  });
  const log = options.wasmLog === undefined ? {} : { wasmLog: options.wasmLog };
  return startEnvoy({ config, concurrency: options.concurrency ?? 1, ...log });
}
