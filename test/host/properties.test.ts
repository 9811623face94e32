import assert from "node:assert/strict";
import { test } from "node:test";
import { Status } from "../../host/abi.ts";
import type { HostOptions, PluginOptions, StreamOptions } from "../../host/types.ts";
import type { Properties } from "../../host/property-value.ts";
import { type Code, createTexts, i32, OUT, run } from "./support/assemble.ts";
import { GET, given, OK, played } from "./support/played.ts";

/** A module that asks for one path, with dots, in the callbacks that are named. */
function asking(
  path: string,
  names: readonly string[],
  options: HostOptions = {},
  plugin: Partial<PluginOptions> = {},
) {
  const texts = createTexts();
  const get = run("proxy_get_property", ...texts.text(path.replaceAll(".", "\0")), OUT, OUT + 4);
  const ends: Readonly<Record<string, Code>> = { proxy_on_log: [], proxy_on_tick: [], proxy_on_delete: [] };
  const functions = Object.fromEntries(names.map((name) => [name, [get, ...(ends[name] ?? [i32(0)])]]));
  return played({ functions, data: texts.data }, options, plugin);
}

/** What the log can read of a stream. */
function inLog(
  path: string,
  properties: Properties,
  options: StreamOptions = {},
  more: HostOptions = {},
): Buffer | number {
  const { root, statuses } = asking(path, ["proxy_on_log"], more);
  root.exchange(
    { request: { headers: [...GET, ["x-a", "1"], ["x-a", "2"]] }, response: { headers: OK }, log: properties },
    options,
  );
  const [status] = statuses();
  if (status !== 0) return Number(status);
  const place = Buffer.from(root.vm().read(OUT, 8));
  return Buffer.from(root.vm().read(place.readUInt32LE(0), place.readUInt32LE(4)));
}

test("a property has the bytes of its type", () => {
  assert.equal(inLog("xds.route_name", { "xds.route_name": "r" }).toString(), "r");
  assert.deepEqual(inLog("response.flags", { "response.flags": 1n << 13n }), Buffer.from("0020000000000000", "hex"));
  assert.deepEqual(inLog("connection.mtls", { "connection.mtls": true }), Buffer.from([1]));
  assert.deepEqual(inLog("metadata.a.b", { "metadata.a.b": 1 }), Buffer.from("000000000000f03f", "hex"));
  assert.deepEqual(inLog("metadata.a.b", { "metadata.a.b": Buffer.from([7]) }), Buffer.from([7]));
  const pairs = { pairs: [["k", "v"]] } as const;
  assert.equal(
    inLog("metadata.a", { "metadata.a": pairs }).toString("hex" as never),
    "010000000100000001000000" + "6b00" + "7600",
  );
});

test("a property that cannot be serialised says so", () => {
  const value = { status: Status.SerializationFailure };
  assert.equal(inLog("xds.upstream_host_metadata", { "xds.upstream_host_metadata": value }), 3);
});

test("an absent property is NOT_FOUND", () => {
  assert.equal(inLog("upstream.address", {}), 1);
  assert.equal(inLog("nobody.knows", {}), 1);
});

test("what follows from the exchange needs not be said", () => {
  assert.equal(inLog("request.path", {}).toString(), "/x?y=1");
  assert.equal(inLog("request.url_path", {}).toString(), "/x");
  assert.equal(inLog("request.query", {}).toString(), "y=1");
  assert.equal(inLog("request.method", {}).toString(), "GET");
  assert.equal(inLog("request.headers.x-a", {}).toString(), "1,2");
  assert.equal(inLog("request.protocol", {}, { protocol: "HTTP/2" }).toString(), "HTTP/2");
  assert.deepEqual(inLog("response.code", {}), Buffer.from("c800000000000000", "hex"));
  assert.equal(inLog("response.code_details", {}).toString(), "via_upstream");
  assert.deepEqual(inLog("response.grpc_status", {}), Buffer.from("0200000000000000", "hex"));
});

test("what the user says wins", () => {
  assert.equal(
    inLog("response.code_details", { "response.code_details": "route_not_found" }).toString(),
    "route_not_found",
  );
});

test("paths of the request can be read at its headers and in the log, not while the answer passes", () => {
  const names = ["proxy_on_request_headers", "proxy_on_request_body", "proxy_on_response_headers", "proxy_on_log"];
  for (const path of ["request.path", "request.host", "request.method", "request.headers.x", "request.id"]) {
    const { root, statuses } = asking(path, names);
    root.exchange({
      request: { headers: [...GET, ["x", "y"], ["x-request-id", "1"]], chunks: ["x"] },
      response: { headers: OK },
    });
    assert.deepEqual([path, statuses()], [path, [0, 1, 1, 1, 0]]);
  }
});

test("the duration is there in the log only, in ns", () => {
  const { root, host, statuses } = asking("request.duration", ["proxy_on_response_headers", "proxy_on_log"]);
  const stream = root.stream();
  stream.requestHeaders(GET);
  host.advance(2);
  stream.responseHeaders(OK);
  stream.log();
  assert.deepEqual(statuses(), [1, 0]);
  assert.equal(Buffer.from(given(root), "latin1").length, 8);
});

test("a root context reads the node and the plugin, and nothing of a stream", () => {
  const options = { node: { id: "n1" } };
  const ask = (path: string): unknown => {
    const { root, statuses } = asking(path, ["proxy_on_tick"], options, { rootId: "r" });
    root.tick();
    return statuses()[0] === 0 ? given(root) : undefined;
  };
  assert.deepEqual(
    ["xds.node.id", "plugin_root_id", "plugin_name", "plugin_vm_id", "request.path", "xds.listener_direction"].map(ask),
    ["n1", "r", "plugin", "vm", undefined, undefined],
  );
});

test("the direction of the listener is a number that streams can read", () => {
  const { root } = asking("xds.listener_direction", ["proxy_on_log"], {}, { direction: "outbound" });
  root.exchange({ request: { headers: GET } });
  assert.deepEqual([...Buffer.from(given(root))], [2, 0, 0, 0, 0, 0, 0, 0]);
});

test("a stream of a listener of the other direction says so, on the same root context", () => {
  const { root } = asking("xds.listener_direction", ["proxy_on_log"], {}, { direction: "outbound" });
  root.exchange({ request: { headers: GET } }, { direction: "inbound" });
  assert.deepEqual([...Buffer.from(given(root))], [1, 0, 0, 0, 0, 0, 0, 0]);
});

test("names moved below xds: before, both, after", () => {
  const ask = (profile: "envoy-1.28" | "envoy-1.32" | "envoy-1.40", path: string): unknown => {
    const { root, statuses } = asking(path, ["proxy_on_tick"], { profile, node: { id: "n1" } });
    root.tick();
    return statuses()[0];
  };
  assert.deepEqual([ask("envoy-1.28", "node.id"), ask("envoy-1.28", "xds.node.id")], [0, 1]);
  assert.deepEqual([ask("envoy-1.32", "node.id"), ask("envoy-1.32", "xds.node.id")], [0, 0]);
  assert.deepEqual([ask("envoy-1.40", "node.id"), ask("envoy-1.40", "xds.node.id")], [1, 0]);
});

test("what a module sets can be read back on the same stream", () => {
  const texts = createTexts();
  const [name, value] = [texts.text("mine"), texts.text("v")];
  const { root, statuses } = played({
    functions: {
      proxy_on_request_headers: [run("proxy_set_property", ...name, ...value), i32(0)],
      proxy_on_response_headers: [run("proxy_get_property", ...name, OUT, OUT + 4), i32(0)],
      proxy_on_tick: [run("proxy_set_property", ...name, ...value)],
    },
    data: texts.data,
  });
  root.exchange({ request: { headers: GET }, response: { headers: OK } });
  assert.equal(given(root), "v");
  root.tick();
  assert.deepEqual(statuses(), [0, 0, 1]);
});

test("properties said at a step hold from that step on", () => {
  const { root, statuses } = asking("upstream.address", [
    "proxy_on_request_headers",
    "proxy_on_response_headers",
    "proxy_on_log",
  ]);
  const stream = root.stream();
  stream.requestHeaders(GET);
  stream.responseHeaders(OK, { properties: { "upstream.address": "10.0.0.1:80" } });
  stream.log();
  assert.deepEqual(statuses(), [1, 0, 0]);
});
