// What the host's own side throws, or its user's, is no trap of the module: it goes on to whoever called.
import assert from "node:assert/strict";
import { test } from "node:test";
import { EnvoyAbort, StrictError, TrapError } from "../../host/errors.ts";
import { createHost } from "../../host/index.ts";
import { assemble, type Code, createTexts, OUT, recurse, run } from "./support/assemble.ts";
import { played } from "./support/played.ts";

const BUG = new TypeError("a mistake of the test");
const LOG = run("proxy_log", 2, 0, 0);
/** Level 6 is none. */
const BAD_LOG = run("proxy_log", 6, 0, 0);
const SERVICE = "\x0a\x06\x0a\x04peer";

function throwOn(name: string) {
  return (call: { readonly name: string }): undefined => {
    if (call.name === name) throw BUG;
  };
}

test("a fault hook that throws is no trap, whatever happens to traps", () => {
  for (const traps of ["throw", "policy"] as const) {
    const { root, host } = played(
      { functions: { proxy_on_tick: [LOG] } },
      { traps, faults: throwOn("env.proxy_log"), trace: () => undefined },
    );
    assert.throws(() => root.tick(), BUG);
    assert.deepEqual([root.state(), host.traps, host.lines], ["live", [], []], traps);
  }
});

test("a module that catches everything does not hide it", () => {
  const catching: Code = [0x06, 0x40, LOG, 0x19, 0x0b];
  const { root, host } = played({ functions: { proxy_on_tick: catching } }, { faults: throwOn("env.proxy_log") });
  assert.throws(() => root.tick(), BUG);
  assert.deepEqual(host.traps, []);
});

test("a transport that throws is no trap", () => {
  const texts = createTexts();
  const service = texts.text(SERVICE);
  const open = run("proxy_grpc_stream", ...service, ...service, ...service, 0, 0, OUT);
  const grpc = {
    hasCluster: () => true,
    open: () => {
      throw BUG;
    },
  };
  const { root, host } = played({ functions: { proxy_on_tick: [open] }, data: texts.data }, { grpc });
  assert.throws(() => root.tick(), BUG);
  assert.deepEqual([root.state(), host.traps], ["live", []]);
});

test("what is thrown in a callback nested in a host call comes out as it is", () => {
  const texts = createTexts();
  const service = texts.text(SERVICE);
  const open = run("proxy_grpc_stream", ...service, ...service, ...service, 0, 0, OUT);
  const functions = { proxy_on_tick: [open], proxy_on_grpc_receive_initial_metadata: [LOG] };
  const { root, host } = played(
    { functions, data: texts.data },
    {
      faults: throwOn("env.proxy_log"),
      grpc: {
        hasCluster: () => true,
        open: (_request, events) => {
          events.initialMetadata([]);
          return undefined;
        },
      },
    },
  );
  assert.throws(() => root.tick(), BUG);
  assert.deepEqual([root.state(), host.traps], ["live", []]);
});

test("a trace sink that throws, in whatever event, leaves the host strict", () => {
  for (const kind of ["callback", "callback_return", "call", "call_return"] as const) {
    let isOn = true;
    const { root } = played(
      { functions: { proxy_on_tick: [BAD_LOG] } },
      {
        strict: {},
        trace: (event) => {
          if (!isOn || event.kind !== kind || !/tick|log/.test(event.name)) return;
          isOn = false;
          throw BUG;
        },
      },
    );
    assert.throws(() => root.tick(), BUG, kind);
    const told = new StrictError("argument: proxy_log at level 6 (VM 4, context 1)");
    assert.throws(() => root.tick(), told, kind);
  }
});

test("a fault hook that throws while a module starts is no refusal", () => {
  const host = createHost({ faults: throwOn("env.proxy_log") });
  assert.throws(() => host.load({ wasm: assemble({ functions: { _initialize: [LOG] } }) }), BUG);
  assert.equal(host.activeVms(), 0);
});

test("a host call in a start section ends Envoy, and the next module loads", () => {
  const host = createHost();
  const wasm = assemble({ functions: { begin: [LOG] }, types: { begin: ">" }, start: "begin" });
  assert.throws(() => host.load({ wasm }), EnvoyAbort);
  host
    .worker()
    .root(host.load({ wasm: assemble({ functions: { proxy_on_tick: [] } }) }))
    .tick();
});

test("a number of 64 bits for one of 32 through the low door is the caller's mistake, traced or not", () => {
  for (const options of [{ strict: {} }, { strict: {}, trace: undefined as never }]) {
    const { root, host } = played({ functions: { proxy_on_tick: [BAD_LOG] } }, options);
    assert.throws(() => root.vm().call("proxy_on_tick", [1n]), TypeError);
    assert.deepEqual(host.traps, []);
    assert.throws(() => root.tick(), StrictError);
  }
});

test("numbers of 64 bits are traced as unsigned", () => {
  const functions = { wide: [0x20, 0] };
  const { root, lines } = played({ functions, types: { wide: "l>l" } });
  assert.equal(root.vm().call("wide", [-1n]), -1n);
  assert.deepEqual(lines(), ["[host->vm] wide(18446744073709551615)", "[host<-vm] wide return: 18446744073709551615"]);
});

test("recursion without end through a host call is a trap of the module's", () => {
  const { root } = played({ functions: { proxy_on_tick: [LOG, 0x20, 0, recurse("proxy_on_tick")] } });
  assert.throws(() => root.tick(), TrapError);
  assert.equal(root.state(), "dead");
});
