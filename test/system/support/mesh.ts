// client ── Envoy `out` (the caller's, client vantage) ── Envoy `in` (the server's, server vantage) ── upstream; each with
// the filter in one listener. One of the two, or both.
import { renderEnvoy, type Json, type RenderedListener } from "../../../scripts/envoy-config.ts";
import { type Envoy, type EnvoyOptions, startEnvoy } from "./envoy.ts";

export type Side = "in" | "out";

export type ProxyOptions = {
  readonly aggregatorPort: number;
  readonly upstreamPort: number;
  /** Default: what ships. */
  readonly wasm?: string;
  /** Plugin configuration beside the aggregator and ISSUERS, or with issuers in their place. */
  readonly plugin?: Json;
  readonly listener?: Partial<RenderedListener>;
  /** Worker threads. Default WORKERS. */
  readonly concurrency?: number;
  readonly wasmLog?: NonNullable<EnvoyOptions["wasmLog"]>;
  /** Last word on the bootstrap. */
  readonly adapt?: (bootstrap: Json) => void;
  /** More arguments of Envoy's command line. */
  readonly args?: readonly string[];
};

export type MeshOptions = Omit<ProxyOptions, "listener" | "adapt" | "args"> & {
  /** Between the proxies, and to the upstream. Default `h1`. */
  readonly protocol?: "h1" | "h2";
  /** More of the listener at the caller, or at the server. */
  readonly out?: Partial<RenderedListener>;
  readonly in?: Partial<RenderedListener>;
  /** Last word on the bootstrap of each proxy. */
  readonly adapt?: (bootstrap: Json, side: Side) => void;
  /** More arguments of the command line of each. */
  readonly args?: (side: Side) => readonly string[];
};

export type Mesh = {
  /** The caller's Envoy, and the server's. */
  readonly client: Envoy;
  readonly server: Envoy;
  /** Where clients send. */
  readonly port: number;
  readonly stop: () => Promise<void>;
};

/** What is configured when a test says nothing else: issuer `corp` on host sso.test, with Spring's paths. */
export const ISSUERS = [{ name: "corp", hosts: ["sso.test"], dialect: "spring" }];

/** More than most tests have connections, so that now and then one sees no request. */
export const WORKERS = 3;

/** The bootstrap of one side, as JSON text. */
export function renderProxy(side: Side, options: ProxyOptions): string {
  return renderEnvoy({
    wasm: options.wasm ?? "build/filter.wasm",
    nodeId: side === "in" ? "server-proxy" : "client-proxy",
    aggregatorPort: options.aggregatorPort,
    plugin: { issuers: ISSUERS, ...options.plugin },
    listeners: [
      {
        name: side,
        direction: side === "in" ? "INBOUND" : "OUTBOUND",
        upstreamPort: options.upstreamPort,
        ...options.listener,
      },
    ],
    ...(options.adapt === undefined ? {} : { adapt: options.adapt }),
  });
}

/** Resolves when it is ready. */
export function startProxy(side: Side, options: ProxyOptions): Promise<Envoy> {
  const { concurrency = WORKERS, args = [], wasmLog } = options;
  const log = wasmLog === undefined ? {} : { wasmLog };
  return startEnvoy({ config: renderProxy(side, options), concurrency, args, ...log });
}

/** The port of a proxy's listener. Throws when it has no such listener. */
export function portOf(envoy: Envoy, side: Side): number {
  const port = envoy.listenerPorts[side];
  if (port === undefined) throw new Error(`this Envoy has no listener ${side}`);
  return port;
}

/** Both, of one worker each unless `concurrency` says more. Ends the first when the second cannot be started. */
export async function startMesh(options: MeshOptions): Promise<Mesh> {
  const server = await startProxy("in", sideOf("in", options.upstreamPort, options));
  const client = await startProxy("out", sideOf("out", portOf(server, "in"), options)).catch(async (cause: unknown) => {
    await server.stop();
    throw cause;
  });
  return {
    client,
    server,
    port: portOf(client, "out"),
    stop: async () => void (await Promise.all([client.stop(), server.stop()])),
  };
}

function sideOf(side: Side, upstreamPort: number, options: MeshOptions): ProxyOptions {
  const { protocol = "h1", out: _out, in: _in, adapt, args, ...common } = options;
  return {
    concurrency: 1,
    ...common,
    upstreamPort,
    listener: { upstreamProtocol: protocol, ...options[side] },
    adapt: (bootstrap) => adapt?.(bootstrap, side),
    args: args?.(side) ?? [],
  };
}
