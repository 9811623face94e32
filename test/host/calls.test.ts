import assert from "node:assert/strict";
import { test } from "node:test";
import type { HttpEvents, HttpRequest } from "../../host/http-transport.ts";
import { createShared } from "../../host/shared.ts";
import { createStats } from "../../host/stats.ts";
import type { HostOptions, PluginOptions } from "../../host/types.ts";
import { assemble, type Code, createTexts, i32, load, OUT, run } from "./support/assemble.ts";
import { given, played } from "./support/played.ts";

const texts = createTexts();
const [key, value, other] = ["key", "value", "other"].map(texts.text) as [
  readonly [number, number],
  readonly [number, number],
  readonly [number, number],
];

/** A module whose tick does this. */
function ticking(
  tick: Code,
  options: HostOptions = {},
  plugin: Partial<PluginOptions> = {},
  more: Readonly<Record<string, Code>> = {},
) {
  return played({ functions: { proxy_on_tick: [tick], ...more }, data: texts.data }, options, plugin);
}

test("shared data is set, compared and read", () => {
  const { root, statuses, host } = ticking([
    run("proxy_get_shared_data", ...key, OUT, OUT + 4, OUT + 8),
    run("proxy_set_shared_data", ...key, ...value, 0),
    run("proxy_get_shared_data", ...key, OUT, OUT + 4, OUT + 8),
    run("proxy_set_shared_data", ...key, ...other, 99),
    run("proxy_set_shared_data", ...key, ...other, load(OUT + 8)),
  ]);
  root.tick();
  assert.deepEqual(statuses(), [1, 0, 0, 8, 0]);
  assert.equal(Buffer.from(host.shared.get("vm", "key")?.bytes ?? []).toString(), "other");
  assert.equal(host.shared.get("vm", "key")?.cas, 2);
});

test("shared data belongs to a vm_id, and outlives VMs and hosts that share it", () => {
  const shared = createShared();
  const get = run("proxy_get_shared_data", ...key, OUT, OUT + 4, OUT + 8);
  ticking([run("proxy_set_shared_data", ...key, ...value, 0)], { shared }).root.tick();
  const [same, another] = [ticking([get], { shared }), ticking([get], { shared }, { vmId: "b" })];
  same.root.tick();
  another.root.tick();
  assert.deepEqual([same.statuses(), another.statuses()], [[0], [1]]);
});

test("a queue wakes the root context that registered it, on its thread, after the call", () => {
  const texts_ = createTexts();
  const [name, said] = [texts_.text("q"), texts_.text("hi")];
  const wasm = assemble({
    functions: {
      proxy_on_configure: [run("proxy_register_shared_queue", ...name, OUT), i32(1)],
      proxy_on_queue_ready: [
        run("proxy_dequeue_shared_queue", load(OUT), OUT + 8, OUT + 12),
        run("proxy_dequeue_shared_queue", load(OUT), OUT + 16, OUT + 20),
      ],
    },
    data: texts_.data,
  });
  const sender = played({
    functions: {
      proxy_on_tick: [
        run("proxy_resolve_shared_queue", ...texts_.text("rx"), ...name, OUT),
        run("proxy_enqueue_shared_queue", load(OUT), ...said),
        run("proxy_enqueue_shared_queue", 77, ...said),
      ],
    },
    data: texts_.data,
  });
  const receiver = sender.host.worker().root(sender.host.load({ wasm, vmId: "rx" }));
  sender.events.length = 0;
  sender.root.tick();
  assert.deepEqual(sender.statuses(), [0, 0, 1, 0, 7]);
  const place = Buffer.from(receiver.vm().read(OUT + 8, 8));
  assert.equal(Buffer.from(receiver.vm().read(place.readUInt32LE(0), place.readUInt32LE(4))).toString(), "hi");
});

test("statistics are one for all that define the name, with the type in the id", () => {
  const stats = createStats();
  const define = [
    run("proxy_define_metric", 0, ...key, OUT),
    run("proxy_define_metric", 1, ...value, OUT + 4),
    run("proxy_define_metric", 2, ...other, OUT + 8),
  ];
  const { root, worker, host, plugin, statuses } = ticking(
    [
      ...define,
      run("proxy_increment_metric", load(OUT), 2n),
      run("proxy_increment_metric", load(OUT), 0n),
      run("proxy_increment_metric", load(OUT + 4), -1n),
      run("proxy_increment_metric", load(OUT + 8), 1n),
      run("proxy_record_metric", load(OUT), 3n),
      run("proxy_record_metric", load(OUT + 4), 9n),
      run("proxy_record_metric", load(OUT + 8), 5n),
      run("proxy_get_metric", load(OUT), OUT + 16),
      run("proxy_get_metric", load(OUT + 8), OUT + 16),
      run("proxy_increment_metric", 400, 1n),
    ],
    { stats },
  );
  root.tick();
  assert.deepEqual(statuses().slice(3), [0, 2, 0, 2, 0, 0, 0, 0, 2, 1]);
  assert.deepEqual([...root.vm().read(OUT, 12)], [4, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0]);
  assert.deepEqual([stats.value("key"), stats.value("value"), stats.value("other")], [5n, 9n, 5n]);
  assert.deepEqual(
    stats.all().map(({ name }) => name),
    ["wasmcustom.key", "wasmcustom.value", "wasmcustom.other"],
  );
  void [worker, host, plugin];
});

test("a line of the log has the level, the name and the ids, and what is below the level is not written", () => {
  const { root, host, statuses } = ticking(
    [run("proxy_log", 1, ...key), run("proxy_log", 3, ...value), run("proxy_get_log_level", OUT)],
    { logLevel: "warn", strict: { violations: "collect" } },
    { name: "n", rootId: "r" },
  );
  root.tick();
  assert.deepEqual(host.lines, [{ level: "warn", prefix: "wasm log n r vm", text: "value", worker: 1 }]);
  assert.deepEqual([statuses(), root.vm().read(OUT, 1)[0]], [[0, 0, 0], 3]);
});

test("foreign functions are those that the user gave, and others NOT_FOUND", () => {
  const foreign = { key: (args: Uint8Array) => Buffer.from(`${Buffer.from(args).toString()}!`), value: () => 10 };
  const of = (name: readonly [number, number]): Code =>
    run("proxy_call_foreign_function", ...name, ...other, OUT, OUT + 4);
  const { root, statuses } = ticking([of(value), of(other), of(key)], { foreign });
  root.tick();
  assert.deepEqual([statuses(), given(root)], [[10, 1, 0], "other!"]);
});

test("an HTTP call is answered on the root context, and what it says can be read there only", () => {
  const requests: { readonly request: HttpRequest; readonly events: HttpEvents }[] = [];
  const http = {
    hasCluster: (cluster: string) => cluster === "key",
    send: (request: HttpRequest, events: HttpEvents) => (requests.push({ request, events }), () => {}),
  };
  const pairs = texts.text(
    Buffer.from("03000000" + "0700000003000000" + "0500000001000000" + "0a00000001000000", "hex").toString("latin1") +
      ":method\0GET\0:path\0/\0:authority\0a\0",
  );
  const httpCall = (cluster: readonly [number, number], headers: readonly [number, number]): Code =>
    run("proxy_http_call", ...cluster, ...headers, ...value, 0, 0, 5000, OUT + 16);
  const { root, statuses, callbacks } = ticking(
    [httpCall(other, pairs), httpCall(key, [0, 0]), httpCall(key, pairs), httpCall(key, pairs)],
    { http },
    {},
    {
      proxy_on_http_call_response: [
        run("proxy_get_buffer_bytes", 4, 0, 100, OUT, OUT + 4),
        run("proxy_get_header_map_size", 6, OUT + 8),
      ],
    },
  );
  root.tick();
  assert.deepEqual(statuses(), [2, 2, 0, 0]);
  assert.deepEqual([requests.length, requests[0]?.request.timeoutMs, root.entries().http], [2, 5000, 2]);
  requests[0]?.events.answer({ headers: [[":status", "200"]], body: Buffer.from("body") });
  assert.equal(given(root), "body");
  requests[0]?.events.fail();
  requests[1]?.events.fail();
  assert.deepEqual(callbacks(), [
    "proxy_on_http_call_response(1, 4, 1, 4, 0)",
    "proxy_on_http_call_response(1, 8, 0, 0, 0)",
  ]);
  assert.equal(root.entries().http, 0);
});
