// What a request can ask the probe to do, by its header `x-do`: one word.
import {
  proxy_call_foreign_function,
  proxy_define_metric,
  proxy_done,
  proxy_dequeue_shared_queue,
  proxy_enqueue_shared_queue,
  proxy_get_log_level,
  proxy_get_metric,
  proxy_get_shared_data,
  proxy_grpc_call,
  proxy_grpc_cancel,
  proxy_grpc_close,
  proxy_grpc_send,
  proxy_grpc_stream,
  proxy_http_call,
  proxy_increment_metric,
  proxy_log,
  proxy_record_metric,
  proxy_register_shared_queue,
  proxy_resolve_shared_queue,
  proxy_send_local_response,
  proxy_set_shared_data,
} from "./env";
import { at, out, text } from "./memory";
import { mark, tellBytes, tellLong, tellNumber, tellShared } from "./tell";

/** GrpcService { envoy_grpc { cluster_name: "peer" } } and the same of "no_cluster", serialised. */
const PEER = text("\x0a\x06\x0a\x04peer");
const NO_CLUSTER = text("\x0a\x0c\x0a\x0ano_cluster");
const PLAIN_NAME = text("own");
const SERVICE = text("probe.Peer");
const METHOD = text("Talk");
const MESSAGE = text("hello");
const QUEUE = text("probe");
const VM = text("probe");
const KEY = text("probe.shared");
const NAME = text("probe.requests");
const CLUSTER = text("peer");
const ELSEWHERE = text("elsewhere");
/** :method GET, :path /asked, :authority peer. */
const QUESTION = pairs([":method", "GET", ":path", "/asked", ":authority", "peer"]);
/** x-probe: yes. */
const MARK = pairs(["x-probe", "yes"]);
const TIMEOUT_MS: u32 = 2000;

let queue: u32 = 0;

/** What belongs to a root: its queue. */
export function register(): void {
  mark();
  tellNumber(proxy_register_shared_queue(at(QUEUE), QUEUE.byteLength, out));
  queue = load<u32>(out);
}

/** Takes all there is, and once more. */
export function drain(id: u32): void {
  for (let tries = 0; tries < 4; tries += 1) {
    mark();
    const status = proxy_dequeue_shared_queue(id, out, out + 4);
    tellBytes(status);
    if (status !== 0) return;
  }
}

/** Carries out one word of `x-do`. Returns true when the request shall wait for it. */
export function obey(word: string): bool {
  if (word === "http_call") return httpCall(CLUSTER) === 0;
  if (word === "http_call_elsewhere") httpCall(ELSEWHERE);
  else if (word === "grpc_stream") converse(PEER);
  else if (word === "grpc_no_cluster") converse(NO_CLUSTER);
  else if (word === "grpc_plain_name") converse(PLAIN_NAME);
  else if (word === "grpc_cancel") cancelAtOnce();
  else if (word === "grpc_call") call();
  else if (word === "grpc_misuse") misuse();
  else if (word === "shared_data") share();
  else if (word === "shared_queue") post();
  else if (word === "statistics") count();
  else if (word === "odd_calls") odd();
  else if (word === "trap") unreachable();
  else if (word === "reply") return reply() === 0;
  return false;
}

/** 418, with a header of its own and a body. */
function reply(): u32 {
  return proxy_send_local_response(
    418,
    at(NAME),
    NAME.byteLength,
    at(MESSAGE),
    MESSAGE.byteLength,
    at(MARK),
    MARK.byteLength,
    -1,
  );
}

function httpCall(cluster: ArrayBuffer): u32 {
  const size = cluster.byteLength;
  mark();
  const status = proxy_http_call(at(cluster), size, at(QUESTION), QUESTION.byteLength, 0, 0, 0, 0, TIMEOUT_MS, out);
  tellNumber(status);
  return status;
}

function converse(service: ArrayBuffer): void {
  const result = open(service);
  if (result !== 0) return;
  const token = load<u32>(out);
  proxy_grpc_send(token, at(MESSAGE), MESSAGE.byteLength, 0);
}

function open(service: ArrayBuffer): u32 {
  const size = SERVICE.byteLength;
  return proxy_grpc_stream(at(service), service.byteLength, at(SERVICE), size, at(METHOD), 4, 0, 0, out);
}

function cancelAtOnce(): void {
  if (open(PEER) !== 0) return;
  const token = load<u32>(out);
  proxy_grpc_cancel(token);
  proxy_grpc_send(token, at(MESSAGE), MESSAGE.byteLength, 0);
  proxy_grpc_close(token);
}

function call(): void {
  const service = SERVICE.byteLength;
  const message = MESSAGE.byteLength;
  proxy_grpc_call(
    at(PEER),
    PEER.byteLength,
    at(SERVICE),
    service,
    at(METHOD),
    4,
    0,
    0,
    at(MESSAGE),
    message,
    2000,
    out,
  );
}

/** Tokens that were never given, of each kind. */
function misuse(): void {
  for (let token: u32 = 96; token < 100; token += 1) {
    proxy_grpc_send(token, at(MESSAGE), MESSAGE.byteLength, 0);
    proxy_grpc_close(token);
    proxy_grpc_cancel(token);
  }
}

function share(): void {
  const size = KEY.byteLength;
  readShared();
  proxy_set_shared_data(at(KEY), size, at(MESSAGE), MESSAGE.byteLength, 0);
  const cas = readShared();
  proxy_set_shared_data(at(KEY), size, at(MESSAGE), 3, cas + 7);
  proxy_set_shared_data(at(KEY), size, at(MESSAGE), 3, cas);
  readShared();
  proxy_set_shared_data(at(KEY), size, 0, 0, 0);
  readShared();
}

/** The number for compare-and-swap, 0 without the value. */
function readShared(): u32 {
  mark();
  const status = proxy_get_shared_data(at(KEY), KEY.byteLength, out, out + 4, out + 8);
  tellShared(status);
  return status === 0 ? load<u32>(out + 8) : 0;
}

function post(): void {
  mark();
  tellNumber(proxy_resolve_shared_queue(at(VM), VM.byteLength, at(QUEUE), QUEUE.byteLength, out));
  mark();
  tellNumber(proxy_resolve_shared_queue(at(VM), VM.byteLength, at(KEY), KEY.byteLength, out));
  proxy_enqueue_shared_queue(queue, at(MESSAGE), MESSAGE.byteLength);
  proxy_enqueue_shared_queue(queue + 50, at(MESSAGE), MESSAGE.byteLength);
}

function count(): void {
  for (let type: u32 = 0; type < 4; type += 1) {
    if (proxy_define_metric(type, at(NAME), NAME.byteLength - type, out) !== 0) continue;
    const id = load<u32>(out);
    proxy_increment_metric(id, 2);
    readMetric(id);
    proxy_increment_metric(id, 0);
    proxy_increment_metric(id, -1);
    readMetric(id);
    proxy_record_metric(id, 5);
    readMetric(id);
  }
  readMetric(400);
  proxy_increment_metric(401, 1);
}

function readMetric(id: u32): void {
  mark();
  tellLong(proxy_get_metric(id, out));
}

function odd(): void {
  mark();
  tellNumber(proxy_get_log_level(out));
  proxy_log(6, at(MESSAGE), MESSAGE.byteLength);
  proxy_log(2, at(MESSAGE), MESSAGE.byteLength);
  mark();
  tellBytes(proxy_call_foreign_function(at(KEY), KEY.byteLength, 0, 0, out, out + 4));
  proxy_done();
  proxy_get_log_level(0xfffffff0);
}

/** The serialised form of header pairs. Source: proxy-wasm/spec, abi-versions/v0.2.1, "Serialized map". */
function pairs(words: string[]): ArrayBuffer {
  const count = words.length / 2;
  let size = 4 + 8 * count;
  for (let index = 0; index < words.length; index += 1) size += words[index].length + 1;
  const bytes = new ArrayBuffer(size);
  store<u32>(at(bytes), count);
  let next = at(bytes) + 4 + 8 * count;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    store<u32>(at(bytes) + 4 + 4 * index, word.length);
    String.UTF8.encodeUnsafe(changetype<usize>(word), word.length, next);
    next += word.length + 1;
  }
  return bytes;
}
