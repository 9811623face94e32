// A fault is one call's: callbacks that are nested in it do not see it, and do not end it.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../../host/faults.ts";
import type { GrpcTransport } from "../../host/grpc-transport.ts";
import { createTexts, OUT, run } from "./support/assemble.ts";
import { given, played } from "./support/played.ts";

const texts = createTexts();
const service = texts.text("\x0a\x06\x0a\x04peer");
const name = texts.text("plugin_name");
const foreign = texts.text("f");
/** Metadata arrives nested in the call that opens the stream. */
const NESTING: GrpcTransport = {
  hasCluster: () => true,
  open(_request, events) {
    events.initialMetadata([]);
    return { send: () => undefined, close: () => undefined, reset: () => undefined };
  },
};

/** What a property says in a callback nested in the call that the fault is of. */
function nested(fault: Fault) {
  const { root, statuses } = played(
    {
      functions: {
        proxy_on_tick: [run("proxy_grpc_stream", ...service, ...service, ...service, 0, 0, OUT + 16)],
        proxy_on_grpc_receive_initial_metadata: [run("proxy_get_property", ...name, OUT, OUT + 4)],
      },
      data: texts.data,
    },
    { grpc: NESTING, faults: (call) => (call.name === "env.proxy_grpc_stream" ? fault : undefined) },
  );
  root.tick();
  return [statuses()[0], given(root)];
}

test("other bytes are for the call that gives them", () => {
  assert.deepEqual(nested({ kind: "bytes", bytes: Buffer.from("other") }), [0, "plugin"]);
});

test("a module has memory again in a nested callback", () => {
  assert.deepEqual(nested({ kind: "no_memory" }), [0, "plugin"]);
});

test("a call that callbacks are nested in keeps its fault after they have returned", () => {
  const { root, statuses, host } = played(
    {
      functions: {
        proxy_on_tick: [run("proxy_call_foreign_function", ...foreign, 0, 0, OUT, OUT + 4)],
        proxy_on_log: [run("proxy_get_property", ...name, OUT + 8, OUT + 12)],
      },
      data: texts.data,
    },
    {
      // A function of the user's that ends a stream, as one that blocks a client might.
      foreign: { f: () => (root.vm().call("proxy_on_log", [root.id()]), Buffer.from("own")) },
      faults: (call) => {
        if (call.name === "env.proxy_call_foreign_function") return { kind: "bytes", bytes: Buffer.from("other") };
        return call.name === "env.proxy_get_property" ? { kind: "bytes", bytes: Buffer.from("inner") } : undefined;
      },
    },
  );
  root.tick();
  assert.deepEqual([statuses(), given(root), given(root, OUT + 8)], [[0, 0], "other", "inner"]);
  assert.deepEqual(host.violations, []);
});
