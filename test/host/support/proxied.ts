// A proxy with a module that watches, an upstream behind it, and what both saw. All of it ends with the test.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { configOf } from "../../../host/proxy/config.ts";
import { startProxy } from "../../../host/proxy/proxy.ts";
import type { TraceEvent } from "../../../host/trace.ts";
import {
  assemble,
  call,
  type Code,
  createTexts,
  equals,
  i32,
  load,
  type ModuleParts,
  run,
  type Text,
  when,
} from "./assemble.ts";

export type Setting = {
  readonly upstream?: RequestListener;
  /** Instead of `upstream`. */
  readonly upstreamPort?: number;
  readonly route?: Readonly<Record<string, unknown>>;
  readonly listener?: Readonly<Record<string, unknown>>;
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  /** Callbacks that differ from those of the watcher. */
  readonly functions?: Functions;
};

/** Code by callback; `text` puts a text into the module. */
export type Functions = (text: (value: string) => Text) => ModuleParts["functions"];

const POINTER = 16;
const SIZE = 20;
const METRIC = 32;
const GAUGE = 1;
const INFO = 2;
const PASS: Code = i32(0);

/**
 * Lets everything pass; in the log it says `response.code_details`, and puts `response.flags` into the gauge `flags`.
 */
export function watcher(functions: Functions = () => ({})): Buffer {
  const { text, data } = createTexts();
  const [name, nameSize] = text("flags");
  const [flags, flagsSize] = text("response\0flags");
  const [details, detailsSize] = text("response\0code_details");
  const [none, noneSize] = text("-");
  const value: Code = [load(POINTER), 0x29, 3, 0];
  const isThere = equals(call("proxy_get_property", details, detailsSize, POINTER, SIZE), 0);
  return assemble({
    functions: {
      proxy_on_context_create: [],
      proxy_on_vm_start: [run("proxy_define_metric", GAUGE, name, nameSize, METRIC), i32(1)],
      proxy_on_configure: i32(1),
      proxy_on_request_headers: PASS,
      proxy_on_request_body: PASS,
      proxy_on_request_trailers: PASS,
      proxy_on_response_headers: PASS,
      proxy_on_response_body: PASS,
      proxy_on_response_trailers: PASS,
      proxy_on_log: [
        run("proxy_get_property", flags, flagsSize, POINTER, SIZE),
        run("proxy_record_metric", load(METRIC), value),
        run("proxy_log", INFO, none, noneSize),
        when(isThere, run("proxy_log", INFO, load(POINTER), load(SIZE))),
      ],
      proxy_on_done: i32(1),
      proxy_on_delete: [],
      ...functions(text),
    },
    data,
  });
}

/** Starts all of it. */
export async function proxied(t: TestContext, setting: Setting = {}) {
  const folder = mkdtempSync(join(tmpdir(), "proxied-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const wasm = join(folder, "watcher.wasm");
  writeFileSync(wasm, watcher(setting.functions));
  const upstream = setting.upstream === undefined ? undefined : await listen(t, createServer(setting.upstream));
  const port = setting.upstreamPort ?? upstream ?? 0;
  const result = configOf({
    filters: { watcher: { wasm, vmId: "v", ...setting.filter } },
    listeners: [
      {
        name: "in",
        direction: "inbound",
        filter: "watcher",
        routes: [{ cluster: "up", ...setting.route }],
        ...setting.listener,
      },
    ],
    clusters: { up: { port } },
    logLevel: "info",
    ...setting.config,
  });
  if (result.kind === "mistakes") throw new Error(result.mistakes.join("\n"));
  const events: TraceEvent[] = [];
  const logs = createCounter();
  const proxy = await startProxy(result.config, {
    host: {
      trace: (event) => {
        if (event.kind === "callback" && event.name !== "malloc") events.push(event);
        if (event.kind === "callback_return" && event.name === "proxy_on_delete") logs.add();
      },
    },
  });
  t.after(proxy.stop);
  events.length = 0;
  return {
    proxy,
    port: proxy.ports["in"] ?? 0,
    /** Resolves when so many streams have ended. */
    ended: logs.reaches,
    /** Callbacks of streams in order, `request_body 5 0`: without names of contexts. */
    callbacks: (): readonly string[] =>
      events
        .filter(({ name }) => /request|response|log/.test(name))
        .map(({ name, args }) => [name.replace("proxy_on_", ""), ...args.slice(1)].join(" ")),
    events,
    /** `response.code_details` of each stream, `-` before each. */
    details: (): readonly string[] => proxy.host.lines.map(({ text }) => text),
    flags: (): bigint | undefined => proxy.host.stats.value("flags"),
  };
}

/** Port of a server that ends with the test. */
export async function listen(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

export type Got = { readonly status: number; readonly headers: IncomingMessage["headers"]; readonly body: string };

export type Ask = {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** One request on a connection of its own. Rejects when its answer breaks. */
export function ask(port: number, { method = "GET", path = "/", headers = {}, body }: Ask = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", port, method, path, headers, agent: false });
    request.on("error", reject);
    request.on("response", (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    request.end(body);
  });
}

function createCounter() {
  let count = 0;
  const waiting: { readonly at: number; readonly done: () => void }[] = [];
  return {
    add: () => {
      count += 1;
      for (const { at, done } of waiting) if (count >= at) done();
    },
    reaches: (at: number): Promise<void> =>
      new Promise((done) => {
        if (count >= at) done();
        else waiting.push({ at, done });
      }),
  };
}
