import { createAggregate } from "./aggregate/aggregate.ts";
import type { Config, Listener } from "./config.ts";
import { createIngest } from "./ingest/ingest.ts";
import { KeyFileError } from "./ingest/key-file.ts";
import { openKeyStore } from "./ingest/key-store.ts";
import { namesOfKeys } from "./ingest/keys.ts";
import { createGrpcServer } from "./ingest/server.ts";
import { createIngestLines } from "./telemetry/ingest-lines.ts";
import { createLedger } from "./telemetry/ledger.ts";
import type { Log } from "./telemetry/log.ts";
import { createThrottle } from "./telemetry/throttle.ts";
import { createHttpServer, type Readiness } from "./views/http/server.ts";
import { CONTENT_TYPES, formatFor } from "./views/metrics/exposition.ts";
import { createMetricsPage } from "./views/metrics/page.ts";
import { createProcessMetrics } from "./views/metrics/process.ts";
import type { Build } from "./views/metrics/telemetry.ts";

export type PipelineSettings = {
  readonly config: Config;
  readonly build: Build;
  readonly log: Log;
  /** ms since the Unix epoch. */
  readonly wallMs: () => number;
  /** ms of a clock that only goes forward. */
  readonly steadyMs: () => number;
  readonly random: (size: number) => Uint8Array;
};

/** It cannot start. The message says where, what and the remedy. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** The aggregator, put together: each stage gets its sink, its clock and its randomness here, and nowhere else. */
export type Pipeline = {
  /** Listens. Rejects with StartError where a port cannot be had, and then listens nowhere. */
  start(): Promise<Addresses>;
  /** Lets filters go in order, for `limitMs` at most, and stops. */
  stop(limitMs: number): Promise<void>;
};

/** Where it listens. */
export type Addresses = { readonly grpc: Address; readonly http: Address };
export type Address = { readonly address: string; readonly port: number };

/** Between two looks at what is due on the streams, ms. */
const TICK_MS = 100;
/** Between two looks at keys and counting vantages, ms. */
const SLOW_TICK_MS = 1_000;
/** One line about keys that cannot be kept, in this time, ms. */
const KEYS_LINE_MS = 10_000;
/** What is left of connections after the streams have gone, ms. */
const CLOSE_LIMIT_MS = 1_000;

/** Reads or makes the keys. Throws StartError when they cannot be read or kept. */
export function createPipeline({ config, build, log, wallMs, steadyMs, random }: PipelineSettings): Pipeline {
  let readiness: Readiness = "starting";
  const keys = keysOf(() => openKeyStore(config.stateDir, wallMs(), random));
  const ledger = createLedger();
  const aggregate = createAggregate(config.issuers);
  const lines = createIngestLines(log);
  const keysLines = createThrottle<"keys">(KEYS_LINE_MS);
  const processMetrics = createProcessMetrics();

  const ingest = createIngest({
    ledger,
    sink: aggregate,
    shownIssuer: aggregate.shownIssuer,
    wallMs,
    steadyMs,
    keys: keys.inForce(),
    onEnd: (end, hello) =>
      lines.streamEnded({ ...end, node: hello?.node ?? "", build: hello?.build ?? "" }, steadyMs()),
    onWorker: (change) => lines.workerChanged(change, steadyMs()),
  });

  const page = createMetricsPage({
    snapshot: aggregate.snapshot,
    figures: () => ({ ...ingest.figures(), httpRefused: http.refused }),
    processText: (format) => processMetrics.text(format),
    build,
    issuerNames: config.issuers.flatMap(({ filledNames }) => filledNames),
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  });

  const grpc = createGrpcServer({ ...config.grpc, open: ingest.open, steadyMs });
  const http = createHttpServer({
    ...config.http,
    version: build.version,
    readiness: () => readiness,
    onError: (cause) => log.error("http", "the page could not be made", { error: textOf(cause) }),
    async metrics(accept) {
      const format = formatFor(accept);
      return { contentType: CONTENT_TYPES[format], chunks: await page(format) };
    },
  });

  function slowTick(): void {
    aggregate.tick(steadyMs());
    lines.tick(steadyMs());
    try {
      if (!keys.advance(wallMs())) return;
      ingest.setKeys(keys.inForce());
      log.info("keys", "keys have changed", { keys: namesOfKeys(keys.inForce()) });
    } catch (cause) {
      // The old keys go on; the next look tries again.
      if (keysLines.pass("keys", steadyMs()) !== undefined)
        log.error("keys", "keys cannot be kept", { error: textOf(cause) });
    }
  }

  const timers: NodeJS.Timeout[] = [];

  async function close(limitMs: number): Promise<void> {
    for (const timer of timers) clearInterval(timer);
    const deadline = AbortSignal.timeout(limitMs);
    await Promise.all([grpc.close(deadline), http.close(deadline)]);
  }

  return {
    async start() {
      try {
        const addresses = { grpc: await at("grpc", config.grpc, grpc), http: await at("http", config.http, http) };
        timers.push(setInterval(ingest.tick, TICK_MS), setInterval(slowTick, SLOW_TICK_MS));
        grpc.setServing(true);
        readiness = "ready";
        return addresses;
      } catch (cause) {
        await grpc.close(AbortSignal.abort());
        throw cause;
      }
    },
    async stop(limitMs) {
      readiness = "draining";
      grpc.setServing(false);
      ingest.drain();
      const endMs = steadyMs() + limitMs;
      while (ingest.streams > 0 && steadyMs() < endMs) await new Promise((resolve) => setTimeout(resolve, TICK_MS / 4));
      ingest.finish();
      await close(CLOSE_LIMIT_MS);
      lines.tick(Infinity);
    },
  };
}

function keysOf<T>(open: () => T): T {
  try {
    return open();
  } catch (cause) {
    throw cause instanceof KeyFileError ? new StartError(`state_dir: ${cause.message}`, { cause }) : cause;
  }
}

/** What can be done about a port, by Node's error code. */
const REMEDIES: { readonly [code: string]: string } = {
  EADDRINUSE: "is in use by another program; end that one, or write another port",
  EACCES: "may not be used by this user; write a port above 1023",
  EADDRNOTAVAIL: "is no address of this machine; write one that is, or 0.0.0.0",
};

async function at(
  key: "grpc" | "http",
  { listen }: Listener,
  server: { listen(): Promise<Address> },
): Promise<Address> {
  try {
    const { address, port } = await server.listen();
    return { address, port };
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const why = REMEDIES[code] ?? `cannot be listened at: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new StartError(`${key}.listen: ${listen.host}:${listen.port} ${why}`, { cause });
  }
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
