import assert from "node:assert/strict";
import { test } from "node:test";
import { EnvoyAbort, StrictError } from "../../host/errors.ts";
import { createMemoryGrpc } from "../../host/grpc-memory.ts";
import { readGrpcService } from "../../host/grpc-service.ts";
import { type Code, createTexts, i32, load, local, OUT, run, type Text } from "./support/assemble.ts";
import { GET, given, played } from "./support/played.ts";

const TOKEN = 32;
/** GrpcService{envoy_grpc{cluster_name: "agg", authority: "a.test"}}. */
const SERVICE = "\x0a\x0d\x0a\x03agg\x12\x06a.test";
const texts = createTexts();
const [service, name, method, message] = [SERVICE, "x.Service", "Watch", "hello"].map(texts.text) as [
  Text,
  Text,
  Text,
  Text,
];
const open = (what: Text = service): Code => run("proxy_grpc_stream", ...what, ...name, ...method, 0, 0, TOKEN);
const send = run("proxy_grpc_send", load(TOKEN), ...message, 0);
const close = run("proxy_grpc_close", load(TOKEN));
const cancel = run("proxy_grpc_cancel", load(TOKEN));

function grpcPlayed(functions: Readonly<Record<string, Code>>, state: "up" | "down" | "no_hosts" | "absent" = "up") {
  const grpc = createMemoryGrpc(state);
  const played_ = played(
    { functions: { proxy_on_grpc_receive: [], proxy_on_grpc_close: [], ...functions }, data: texts.data },
    { grpc },
  );
  return { ...played_, grpc };
}

test("a stream goes to the cluster of its GrpcService, and its token says that it is one", () => {
  const { root, grpc, statuses } = grpcPlayed({ proxy_on_tick: [open(), send] });
  root.tick();
  const [stream] = grpc.streams;
  assert.deepEqual(statuses(), [0, 0]);
  assert.equal(Buffer.from(root.vm().read(TOKEN, 4)).readUInt32LE(), 6);
  const { cluster, authority, method: called, service: of, worker } = stream!.request;
  assert.deepEqual([cluster, authority, of, called, worker], ["agg", "a.test", "x.Service", "Watch", 1]);
  assert.deepEqual(
    stream?.sent.map((bytes) => Buffer.from(bytes).toString()),
    ["hello"],
  );
});

test("tokens of streams, calls and HTTP calls are told apart by their low bits, and grow by 4", () => {
  const grpcCall = run("proxy_grpc_call", ...service, ...name, ...method, 0, 0, ...message, 100, TOKEN + 4);
  const { root, grpc } = grpcPlayed({ proxy_on_tick: [open(), open(), grpcCall] });
  root.tick();
  assert.equal(Buffer.from(root.vm().read(TOKEN, 8)).toString("hex"), "0a00000005000000");
  assert.deepEqual([grpc.streams[2]?.request.kind, grpc.streams[2]?.request.timeoutMs], ["call", 100]);
});

test("an unknown cluster gives INTERNAL_FAILURE, and later a close of a token that was never given", () => {
  const { root, callbacks } = grpcPlayed({ proxy_on_tick: [open()] }, "absent");
  root.tick();
  assert.deepEqual(callbacks(), ["proxy_on_tick(1)", "proxy_on_grpc_close(1, 6, 14)"]);
  assert.deepEqual([...root.vm().read(TOKEN, 4)], [0, 0, 0, 0]);
  assert.equal(root.entries().streams, 0);
});

test("without a healthy host metadata comes nested, before the stream's call returns, and the close after it", () => {
  const nested = { proxy_on_grpc_receive_initial_metadata: [], proxy_on_grpc_receive_trailing_metadata: [] };
  const { root, lines } = grpcPlayed({ proxy_on_tick: [open()], ...nested }, "no_hosts");
  root.tick();
  assert.deepEqual(
    lines().filter((line) => !line.includes("void")),
    [
      "[host->vm] proxy_on_tick(1)",
      `[vm->host] env.proxy_grpc_stream(${[...service, ...name, ...method, 0, 0, TOKEN].join(", ")})`,
      "[host->vm] proxy_on_grpc_receive_initial_metadata(1, 6, 1)",
      "[host->vm] proxy_on_grpc_receive_trailing_metadata(1, 6, 2)",
      "[vm<-host] env.proxy_grpc_stream return: 10",
      "[host->vm] proxy_on_grpc_close(1, 6, 14)",
    ],
  );
});

test("a plain name of a cluster that is not there is PARSE_FAILURE, and nothing follows", () => {
  const { root, callbacks, statuses } = grpcPlayed({ proxy_on_tick: [open(texts.text("outbound|80||x"))] }, "absent");
  root.tick();
  assert.deepEqual(statuses(), [4]);
  root.tick();
  assert.deepEqual(callbacks(), ["proxy_on_tick(1)"]);
});

test("a name that parses as a message without a target ends Envoy", () => {
  assert.deepEqual(readGrpcService(Buffer.from("aggregate")), { kind: "invalid" });
  const { root } = grpcPlayed({ proxy_on_tick: [open(texts.text("aggregate"))] });
  assert.throws(() => root.tick(), EnvoyAbort);
});

test("an empty cluster name is a cluster that is not there", () => {
  assert.deepEqual(readGrpcService(Buffer.from("\x0a\x00")), {
    kind: "envoy_grpc",
    cluster: "",
    authority: "",
    metadata: [],
  });
});

test("what is sent after the other side has closed is dropped, and nobody says so", () => {
  const { root, grpc, statuses } = grpcPlayed({ proxy_on_tick: [open()], proxy_on_grpc_close: [send, close] });
  root.tick();
  grpc.streams[0]?.close(13, "gone");
  assert.deepEqual(statuses(), [0, 0, 0]);
  assert.deepEqual(grpc.streams[0]?.sent, []);
});

test("inside on_grpc_close the first close frees the token, the second does not find it", () => {
  const { root, grpc, statuses, host } = grpcPlayed({ proxy_on_tick: [open()], proxy_on_grpc_close: [close, close] });
  root.tick();
  assert.throws(
    () => grpc.streams[0]?.close(0),
    new StrictError("freed_token: proxy_grpc_close of 6 (VM 4, context 1)"),
  );
  assert.deepEqual(statuses(), [0, 0, 1]);
  assert.equal(host.violations[0]?.kind, "freed_token");
});

test("an entry whose stream was closed by the other side alone stays for good", () => {
  const { root, grpc } = grpcPlayed({ proxy_on_tick: [open()] });
  for (let i = 0; i < 3; i += 1) {
    root.tick();
    grpc.streams[i]?.close(14);
  }
  assert.equal(root.entries().streams, 3);
});

test("a close half-closes, and the entry goes when the other side closes too", () => {
  const { root, grpc } = grpcPlayed({ proxy_on_tick: [open(), close] });
  root.tick();
  assert.deepEqual([grpc.streams[0]?.state(), root.entries().streams], ["half_closed", 1]);
  grpc.streams[0]?.close(0);
  assert.equal(root.entries().streams, 0);
});

test("a cancel resets and forgets, and no close follows", () => {
  const { root, grpc, callbacks } = grpcPlayed({ proxy_on_tick: [open(), cancel] });
  root.tick();
  grpc.streams[0]?.close(0);
  grpc.streams[0]?.message(Buffer.from("x"));
  assert.deepEqual([grpc.streams[0]?.state(), root.entries().streams], ["reset", 0]);
  assert.deepEqual(callbacks(), ["proxy_on_tick(1)"]);
});

test("a message can be read in its callback only", () => {
  const read = run("proxy_get_buffer_bytes", 5, 0, 100, OUT, OUT + 4);
  const { root, grpc, statuses } = grpcPlayed({
    proxy_on_tick: [open()],
    proxy_on_grpc_receive: [read],
    proxy_on_grpc_close: [read],
  });
  root.tick();
  grpc.streams[0]?.message(Buffer.from("credit"));
  assert.equal(given(root), "credit");
  grpc.streams[0]?.close(0);
  // No error: it is empty.
  assert.deepEqual(statuses(), [0, 0, 0]);
  assert.equal(given(root), "");
});

test("status and message of a close can be read inside it; the code stays, the message does not", () => {
  const { root, grpc } = grpcPlayed({
    proxy_on_tick: [open()],
    proxy_on_grpc_close: [run("proxy_get_status", 48, OUT, OUT + 4)],
    proxy_on_log: [run("proxy_get_status", 52, 64, 68)],
  });
  root.tick();
  grpc.streams[0]?.close(14, "no healthy upstream");
  assert.equal(given(root), "no healthy upstream");
  root.exchange({ request: { headers: GET } });
  assert.deepEqual([...root.vm().read(48, 8)], [14, 0, 0, 0, 14, 0, 0, 0]);
  assert.deepEqual([...root.vm().read(64, 8)], [0, 0, 0, 0, 0, 0, 0, 0]);
});

test("a stream callback sends on the stream of its root context", () => {
  const { root, grpc } = grpcPlayed({ proxy_on_tick: [open()], proxy_on_log: [send] });
  root.tick();
  root.exchange({ request: { headers: GET } });
  assert.equal(grpc.streams[0]?.sent.length, 1);
});

test("tokens of another root context are not found, and those of no kind are BAD_ARGUMENT", () => {
  const other = run("proxy_set_effective_context", 2);
  const { host, wasm, root, worker, statuses } = grpcPlayed({
    proxy_on_tick: [open(), other, send, run("proxy_grpc_send", 3, ...message, 0), run("proxy_grpc_close", 3)],
  });
  worker.root(host.load({ wasm, vmId: "vm", rootId: "second" }));
  statuses();
  assert.throws(() => root.tick(), StrictError);
  assert.deepEqual(statuses(), [0, 0, 1, 2, 2]);
});

test("what is open is reset when the root context ends", () => {
  const { root, grpc, callbacks } = grpcPlayed({ proxy_on_tick: [open()], proxy_on_done: [send, i32(1)] });
  root.tick();
  root.shutdown();
  assert.deepEqual([grpc.streams[0]?.state(), grpc.streams[0]?.sent.length], ["reset", 1]);
  callbacks();
  grpc.streams[0]?.message(Buffer.from("late"));
  assert.deepEqual(callbacks(), []);
});

test("a close that comes while the VM runs waits for the end of the outermost callback", () => {
  const grpc = createMemoryGrpc("up");
  const { root, callbacks } = played(
    {
      functions: {
        proxy_on_tick: [open(), run("proxy_call_foreign_function", ...texts.text("end"), 0, 0, 0, 0)],
        proxy_on_grpc_close: [],
      },
      data: texts.data,
    },
    { grpc, foreign: { end: () => (grpc.streams[0]?.close(2), 0) } },
  );
  root.tick();
  assert.deepEqual(callbacks(), ["proxy_on_tick(1)", "proxy_on_grpc_close(1, 6, 2)"]);
});

test("a call gives one message, and its entry goes", () => {
  const grpcCall = run("proxy_grpc_call", ...service, ...name, ...method, 0, 0, ...message, 100, TOKEN);
  const { root, grpc, callbacks } = grpcPlayed({ proxy_on_tick: [grpcCall] });
  root.tick();
  grpc.streams[0]?.message(Buffer.from("ok"));
  assert.deepEqual(callbacks(), ["proxy_on_tick(1)", "proxy_on_grpc_receive(1, 5, 2)"]);
  assert.equal(root.entries().calls, 0);
  grpc.streams[0]?.close(0);
  assert.deepEqual(callbacks(), []);
});

test("a token whose address is wrong is given to nobody: the status says so", () => {
  const { root, statuses } = grpcPlayed({
    proxy_on_tick: [run("proxy_grpc_stream", ...service, ...name, ...method, 0, 0, -4)],
  });
  assert.throws(() => root.tick(), StrictError);
  assert.deepEqual(statuses(), [6]);
});

test("a callback's argument is what the module sees", () => {
  const { root, grpc, statuses } = grpcPlayed({
    proxy_on_tick: [open()],
    proxy_on_grpc_receive: [run("proxy_grpc_cancel", local(1))],
  });
  root.tick();
  grpc.streams[0]?.message(Buffer.from("x"));
  assert.deepEqual(statuses(), [0, 0]);
});
