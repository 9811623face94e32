import assert from "node:assert/strict";
import { test } from "node:test";
import * as host from "../../host/index.ts";

test("all that a test of a filter needs is in one place", () => {
  assert.deepEqual(Object.keys(host).sort(), [
    "EnvoyAbort",
    "LoadError",
    "Status",
    "StrictError",
    "TrapError",
    "UseError",
    "createHost",
    "createManualClock",
    "createMemoryGrpc",
    "createSeededRandom",
    "createShared",
    "createStats",
    "createSystemClock",
    "systemRandom",
    "systemTimers",
    "traceText",
  ]);
});

/** A module without code, and a line of the trace; it compiles only while the types are there. */
const TYPES: {
  readonly options: host.HostOptions & { readonly strict: host.Strictness; readonly faults: host.FaultHook };
  readonly grpc: host.MemoryGrpc | host.GrpcTransport;
  readonly event: host.TraceEvent;
} = {
  options: { strict: { readOnly: true }, faults: () => undefined },
  grpc: host.createMemoryGrpc(),
  event: { kind: "callback", name: "proxy_on_tick", args: [1], result: undefined, vm: 1, worker: 0, context: 1 },
};

test("its types are there too", () => {
  const { options, event } = TYPES;
  assert.equal(host.traceText(event), "[host->vm] proxy_on_tick(1)");
  assert.throws(() => host.createHost(options).load({ wasm: Buffer.of() }), host.LoadError);
});
