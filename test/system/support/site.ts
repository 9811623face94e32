// A whole site: caller's proxy and server's proxy of three workers each, with faults to ask for; an upstream, and the real
// aggregator. What one act moves is measured when nothing of it is under way any more.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Aggregator, aggregatorHome } from "./aggregator.ts";
import { countsOf, differenceOf, type Expected, linesOf, succeededSince, succeedingIn, timesOf } from "./counted.ts";
import { assertDurations } from "./durations.ts";
import type { Envoy } from "./envoy.ts";
import { faultFilters } from "./fault-filters.ts";
import { addFaultRoutes } from "./fault-routes.ts";
import { freePort } from "./free-port.ts";
import { type Mesh, startMesh, WORKERS } from "./mesh.ts";
import { type Sample, sampleOf } from "./metrics.ts";
import { type Received, send, type Sent } from "./send.ts";
import { BODY, FORM, TOKEN, TOKEN_PATH } from "./token-request.ts";
import { type Answer, startUpstream, type Upstream } from "./upstream.ts";
import { until } from "./until.ts";

export type SiteOptions = {
  readonly protocol: "h1" | "h2";
  /** Default `server`. */
  readonly countingVantage?: "server" | "auto";
  /** Loopback port of a gRPC service behind the server's proxy. */
  readonly grpcPort?: number;
};

/** Requests that a proxy counted and the filter did not, and the other way round; 0 where it is not said. */
export type Unseen = { readonly client?: number; readonly server?: number };

export type Site = {
  readonly upstream: Upstream;
  readonly mesh: Mesh;
  readonly aggregator: Aggregator;
  /** One token request; rejects when no whole answer came. */
  readonly ask: (sent?: Partial<Sent>) => Promise<Received>;
  /** The same with an answer of the upstream: its status, 0 without one. */
  readonly answered: (answer: Answer, sent?: Partial<Sent>) => Promise<number>;
  /**
   * What `act` moves on the whole page: of counters, counts of histograms and last successes what is expected and nothing
   * else, of buckets and sums what agrees with that.
   */
  readonly moves: (expected: Expected & { readonly unseen?: Unseen }, act: () => Promise<unknown>) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Resolves when all parts are ready. What was started is ended again when a later one cannot be. */
export async function startSite(options: SiteOptions): Promise<Site> {
  const { protocol, countingVantage: counting = "server" } = options;
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const home = aggregatorHome({ issuers: [{ name: "corp", hosts: ["sso.test"], counting_vantage: counting }] });
    stops.push(async () => home.remove());
    const aggregator = await home.start();
    stops.push(() => aggregator.program.kill());
    const upstream = await startUpstream(() => TOKEN);
    stops.push(() => upstream.close());
    const authorizer = await startAuthorizer();
    stops.push(authorizer.close);
    const nobody = await freePort();
    const plain = upstream.port;
    const ports = { authorizer: authorizer.port, nobody, plain, grpc: options.grpcPort ?? nobody };
    const mesh = await startMesh({
      aggregatorPort: aggregator.grpcPort,
      upstreamPort: upstream.port,
      protocol,
      // A record leaves at once: a test has many acts, and waits for each.
      plugin: { flush: { records: 1 } },
      concurrency: WORKERS,
      out: { onlyHosts: ["sso.test", "sso.test:443"], filtersBefore: faultFilters("out", ports.authorizer) },
      in: { filtersBefore: faultFilters("in", ports.authorizer) },
      adapt: (bootstrap, listener) => addFaultRoutes(bootstrap, listener, ports),
    });
    stops.push(mesh.stop);
    return siteOf({ protocol, upstream, mesh, aggregator, stop });
  } catch (cause) {
    await stop();
    throw cause;
  }
}

type Parts = Pick<Site, "upstream" | "mesh" | "aggregator" | "stop"> & { readonly protocol: "h1" | "h2" };

function siteOf({ protocol, upstream, mesh, aggregator, stop }: Parts): Site {
  let before: Rest | undefined;

  const ask: Site["ask"] = ({ headers, ...sent } = {}) =>
    send({
      port: mesh.port,
      protocol,
      method: "POST",
      path: TOKEN_PATH,
      chunks: [BODY],
      headers: { ...FORM, ...headers },
      ...sent,
    });

  const answered: Site["answered"] = (answer, sent) => {
    upstream.play(() => answer);
    return ask(sent).then(
      ({ status }) => status,
      () => 0,
    );
  };

  const moves: Site["moves"] = async ({ unseen = {}, ...expected }, act) => {
    const from = before ?? (await restOf(mesh, aggregator));
    before = undefined;
    await act();
    const isReached = ({ client, server }: Rest): boolean =>
      client.unseen === from.client.unseen + (unseen.client ?? 0) &&
      server.unseen === from.server.unseen + (unseen.server ?? 0) &&
      client.emitted - from.client.emitted === timesOf(expected.client) &&
      server.emitted - from.server.emitted === timesOf(expected.server);
    const to = await restOf(mesh, aggregator, isReached);
    before = to;
    assert.deepEqual(differenceOf(countsOf(from.page), countsOf(to.page)), linesOf(expected));
    assert.deepEqual(succeededSince(from.page, to.page), succeedingIn(expected));
    assertDurations(from.page, to.page, expected.took);
    const beside = (vantage: "client" | "server"): number => to[vantage].unseen - from[vantage].unseen;
    assert.deepEqual({ client: beside("client"), server: beside("server") }, { client: 0, server: 0, ...unseen });
  };

  return { upstream, mesh, aggregator, ask, answered, moves, stop };
}

/** The site while nothing is under way: each request is in its filter's statistics, each record in the aggregator's page. */
type Rest = { readonly page: readonly Sample[]; readonly client: Watched; readonly server: Watched };
type Watched = { readonly unseen: number; readonly emitted: number };

const NOTHING: Watched = { unseen: 0, emitted: 0 };
/** A rest that is not the one wanted is given after this long all the same, for the assertion to say how it differs. */
const PATIENCE_MS = 4_000;

/** Waits for a rest. A proxy that is gone stays as it was. */
async function restOf(
  mesh: Mesh,
  { metrics }: Aggregator,
  isWanted: (rest: Rest) => boolean = () => true,
): Promise<Rest> {
  let last: Rest | undefined;
  const look = async (): Promise<Rest | undefined> => {
    const client = await watched(mesh.client, "out");
    const server = await watched(mesh.server, "in");
    if (client === undefined || server === undefined) return undefined;
    const samples = await metrics();
    const total = (name: string): number => sampleOf(samples, `oauth_telemetry_records_${name}`) ?? 0;
    if (client.emitted + server.emitted !== total("emitted_total") || total("in_flight") !== 0) return undefined;
    last = { page: samples, client, server };
    return isWanted(last) ? last : undefined;
  };
  return until("a site at rest", look, PATIENCE_MS).catch((cause: unknown) => {
    if (last === undefined) throw cause;
    return last;
  });
}

const gone = new WeakMap<Envoy, Watched>();

/** Undefined while requests are open. */
async function watched(envoy: Envoy, listener: string): Promise<Watched | undefined> {
  const stats = await envoy.stats().catch(() => undefined);
  if (stats === undefined) return gone.get(envoy) ?? NOTHING;
  const read = (name: string): number => stats.get(name) ?? 0;
  if (read(`http.${listener}.downstream_rq_active`) !== 0) return undefined;
  const unseen = read(`http.${listener}.downstream_rq_total`) - read("wasmcustom.oauth_flow.seen");
  const seen = { unseen, emitted: read("wasmcustom.oauth_flow.emitted") };
  gone.set(envoy, seen);
  return seen;
}

/** A service that refuses all, as ext_authz asks it. */
async function startAuthorizer(): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(403).end("no");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
