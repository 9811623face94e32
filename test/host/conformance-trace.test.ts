// The readers of traces, on literal text.
import assert from "node:assert/strict";
import { test } from "node:test";
import { difference } from "../../host/conformance/difference.ts";
import { readEnvoyLog } from "../../host/conformance/envoy-log.ts";
import { normalise } from "../../host/conformance/normalise.ts";
import { readScenario } from "../../host/conformance/read-scenario.ts";
import { stable } from "../../host/conformance/stable.ts";

const LOG = `7 Deprecated field: something else
7 Base Wasm created 1 now active
7 [host->vm] _initialize()
7 [host<-vm] _initialize return: void
7 Thread-Local Wasm created 2 now active
7 [host->vm] proxy_on_context_create(1, 0)
7 [host<-vm] proxy_on_context_create return: void
7 [host->vm] proxy_on_configure(1, 3)
7 [vm->host] env.proxy_get_buffer_bytes(7, 0, 3, 6088, 6092)
7 [host->vm] malloc(3)
7 [host<-vm] malloc return: 4096
7 [vm<-host] env.proxy_get_buffer_bytes return: 0
7 [vm->host] env.proxy_log(2, 1024, 50)
7 wasm log name root vm: from 127.0.0.1:40001, at "1" of Mon, 24 Nov 2025 16:00:00 GMT
7 [vm<-host] env.proxy_log return: 0
7 [host<-vm] proxy_on_configure return: 1
7 ~Wasm 1 remaining active
9 Thread-Local Wasm created 2 now active
9 [host->vm] proxy_on_context_create(1, 0)
9 [host<-vm] proxy_on_context_create return: void
9 [host->vm] proxy_on_tick(1)
9 [host<-vm] proxy_on_tick return: void
9 [host->vm] proxy_on_context_create(2, 1)
9 [host<-vm] proxy_on_context_create return: void
9 [host->vm] proxy_on_request_headers(2, 6, 1)
9 [vm->host] env.proxy_grpc_stream(299328, 53, 1179, 31, 1210, 7, 0, 0, 155276)
9 [host->vm] proxy_on_grpc_receive_initial_metadata(1, 6, 0)
9 [host<-vm] proxy_on_grpc_receive_initial_metadata return: void
9 [vm<-host] env.proxy_grpc_stream return: 10
9 Function: proxy_on_request_headers failed: Uncaught RuntimeError: unreachable
9 half a lin`;

const TEXT = `vm base
  _initialize() void
vm canary, root 1
  proxy_on_context_create(root 1, 0) void
  proxy_on_configure(root 1, 3) 1
    proxy_get_buffer_bytes(7, 0, 3, ., .) 0 +3
    proxy_log(2, ., .) 0 "from 127.0.0.1:PORT, at "1" of DATE"
vm worker, root 1
  proxy_on_context_create(root 1, 0) void
  proxy_on_grpc_receive_initial_metadata(root 1, 6, 0) void within proxy_grpc_stream
stream 1 of root 1
  proxy_on_context_create(stream 1, root 1) void
  proxy_on_request_headers(stream 1, 6, 1) trap
    proxy_grpc_stream(., 53, ., 31, ., 7, ., 0, .) 10
`;

test("a log of Envoy becomes one paragraph a context, without addresses and ticks", () => {
  assert.equal(normalise(readEnvoyLog(LOG)), TEXT);
});

test("ticks are there when they are asked for, and equal ones in a row are one", () => {
  const ticks = "9 [host->vm] proxy_on_tick(1)\n9 [host<-vm] proxy_on_tick return: void\n";
  const events = readEnvoyLog(LOG.replace(ticks, ticks.repeat(3)));
  assert.equal(normalise(events, { ticks: true }).split("proxy_on_tick(root 1) void").length, 2);
});

test("host calls can be left out, all or by name", () => {
  const events = readEnvoyLog(LOG);
  assert.doesNotMatch(normalise(events, { callbacksOnly: true }), /proxy_get_buffer_bytes|proxy_grpc_stream\(/);
  const without = normalise(events, { leaveOut: ["proxy_get_buffer_bytes"] });
  assert.doesNotMatch(without, /proxy_get_buffer_bytes/);
  assert.match(without, /proxy_grpc_stream\(/);
});

test("workers that saw the same are one paragraph with their number", () => {
  const worker = (thread: number): string =>
    `${thread} Thread-Local Wasm created 2 now active\n${thread} [host->vm] _initialize()\n${thread} [host<-vm] _initialize return: void\n`;
  const text = normalise(readEnvoyLog(`7 Base Wasm created 1 now active\n${worker(8)}${worker(9)}`));
  assert.equal(text, "vm 2 workers\n  _initialize() void\n");
});

test("ids, times, dates and ports of a run are words, everything else that a module says is as it was", () => {
  assert.equal(
    stable("x-request-id: 7c1f4c2e-6d3c-4b1b-9a3a-0d6f1a2b3c4d, x-envoy-upstream-service-time: 12, :path: /127"),
    "x-request-id: UUID, x-envoy-upstream-service-time: MS, :path: /127",
  );
  assert.equal(stable("Tue, 01 Dec 2026 00:59:07 GMT 127.0.0.1:8080 10.0.0.1:80"), "DATE 127.0.0.1:PORT 10.0.0.1:80");
});

test("the size of all headers together is not told, for it has a time in it", () => {
  const log = LOG.replaceAll("get_buffer_bytes(7, 0, 3,", "get_header_map_pairs(0,").replaceAll(
    "proxy_get_buffer_bytes",
    "proxy_get_header_map_pairs",
  );
  assert.match(normalise(readEnvoyLog(log)), /proxy_get_header_map_pairs\(0, ., .\) 0 \+$/m);
});

test("a crossing before any VM of its thread is an error that shows the line", () => {
  assert.throws(() => readEnvoyLog("7 [host->vm] proxy_on_tick(1)\n"), {
    message: "before any VM of its thread: 7 [host->vm] proxy_on_tick(1)",
  });
});

test("a difference names the paragraph and the callback, and shows both sides", () => {
  const other = TEXT.replace("53, ., 31", "54, ., 31");
  assert.equal(
    difference(TEXT, other),
    [
      'line 14, in "stream 1 of root 1", after "proxy_on_request_headers(stream 1, 6, 1) trap"',
      "  wanted:",
      "        proxy_grpc_stream(., 53, ., 31, ., 7, ., 0, .) 10",
      "    ",
      "  got:",
      "        proxy_grpc_stream(., 54, ., 31, ., 7, ., 0, .) 10",
      "    ",
    ].join("\n"),
  );
  assert.equal(difference(TEXT, TEXT), undefined);
});

test("a scenario with a mistake is refused with its name and the key", () => {
  const base = { title: "t", module: "m", configuration: "" };
  assert.throws(() => readScenario("x", "{"), /^Error: scenario x: want JSON: /);
  assert.throws(() => readScenario("x", JSON.stringify({ ...base, steps: [], step: [] })), {
    message: /^scenario x: no such key: step; there is title, module, /,
  });
  assert.throws(() => readScenario("x", JSON.stringify({ ...base, steps: [{ do: "dance" }] })), {
    message: 'scenario x: steps[0].do: no such step: "dance"',
  });
  const wrong: readonly (readonly [object, string])[] = [
    [{ title: 1 }, "title: want a string, got 1"],
    [{ compare: "calbacks" }, 'compare: want callbacks, all, got "calbacks"'],
    [{ concurrency: "two" }, 'concurrency: want a whole number, got "two"'],
    [{ steps: undefined }, "steps: want a list, got nothing"],
    [{ steps: [null] }, "steps[0].do: want a step"],
    [{ steps: [{ do: "toString" }] }, 'steps[0].do: no such step: "toString"'],
    [{ steps: [{ do: "tick", util: "none" }] }, "steps[0]: no such key: util; there is do"],
    [{ steps: [{ do: "response" }] }, "steps[0].headers: want a list, got nothing"],
    [
      { steps: [{ do: "interim", headers: [[":status", 103]] }] },
      'steps[0].headers[0]: want a name and a value, got [":status",103]',
    ],
    [
      { listeners: [{ name: "in", direction: "in" }] },
      'listeners[0].direction: want INBOUND, OUTBOUND, UNSPECIFIED, got "in"',
    ],
    [
      { steps: [{ do: "reply", headers: [], properties: { "response.code": null } }] },
      "steps[0].properties.response.code: want a string, a number, true or false, got null",
    ],
  ];
  for (const [change, message] of wrong) {
    assert.throws(() => readScenario("x", JSON.stringify({ ...base, steps: [], ...change })), {
      message: `scenario x: ${message}`,
    });
  }
  assert.throws(() => readScenario("x", "[]"), { message: "scenario x: want an object, got []" });
});
