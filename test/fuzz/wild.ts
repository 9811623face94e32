// What no host should do and the filter must survive: callbacks out of order, for nobody, twice, too late.
import type { Given, Root, Vm } from "../../host/types.ts";
import { BAD_TEXTS, mistakenText } from "./configurations.ts";
import { sideOf } from "./shot.ts";
import { bytesOf } from "./soup.ts";
import { tokenShot } from "./specials.ts";
import { assertPages, did, notePages, type Open, type RootSlot, type Stage } from "./stage.ts";
import { logOf, start } from "./streams.ts";
import { nextShot } from "./traffic.ts";

type Wild = (stage: Stage, slot: RootSlot) => void;

const CALLBACKS = [
  "proxy_on_request_headers",
  "proxy_on_request_body",
  "proxy_on_request_trailers",
  "proxy_on_response_headers",
  "proxy_on_response_body",
  "proxy_on_response_trailers",
  "proxy_on_log",
  "proxy_on_done",
] as const;
const VOID = new Set<string>(["proxy_on_log", "proxy_on_done", "proxy_on_tick", "proxy_on_context_create"]);
/** Below 2^32, and then from the beginning again: far from where the host's own ids are. */
const WRAP_FROM = 0xffff_fff0;
const WRAP_SPAN = 32;
const AFTER_WRAP = 0x7000_0000;

/** Into the VM of a slot, or of a stream: that may be one whose roots have all ended. */
function call(
  into: { readonly vm: Vm } | { readonly root: Root },
  name: string,
  args: readonly number[],
  given?: Given,
): void {
  const vm = "vm" in into ? into.vm : into.root.vm();
  const result = vm.call(name, args, given);
  if (result !== undefined && !VOID.has(name) && result !== 0)
    throw new Error(`${name} returned ${result}: want 0, Continue`);
}

const givenOf = (stage: Stage): Given => {
  const { request, response } = nextShot(stage.draw, stage.kinds, {
    ...(stage.slots[0] as RootSlot).traffic,
    isExact: false,
  });
  const answer = response ?? sideOf([]);
  return { maps: { 0: request.headers, 2: answer.headers }, buffers: { 0: request.body, 1: answer.body } };
};

function callAt(stage: Stage, slot: RootSlot, id: number): void {
  const { draw } = stage;
  const name = draw.pick(CALLBACKS);
  start(stage);
  // Nobody ends what this begins.
  if (name === "proxy_on_request_headers") stage.abandoned += 1;
  did(stage, `${name} of ${id}`);
  call(slot, name, [id, draw.pick([0, 1, 100, 70_000, 0xffff_ffff]), draw.below(2)], givenOf(stage));
}

/** An exchange of callbacks on an id that is chosen here. */
function lowExchange(stage: Stage, slot: RootSlot, id: number): void {
  const { request, response, log } = nextShot(stage.draw, stage.kinds, { ...slot.traffic, isExact: false });
  const answer = response ?? sideOf([]);
  const maps = { 0: request.headers, 2: answer.headers };
  start(stage);
  did(stage, `an exchange on id ${id}`);
  call(slot, "proxy_on_context_create", [id, slot.root.id()]);
  call(slot, "proxy_on_request_headers", [id, request.headers.length, 0], { maps });
  call(slot, "proxy_on_request_body", [id, request.body.length, 1], { buffers: { 0: request.body } });
  call(slot, "proxy_on_response_headers", [id, answer.headers.length, 0], { maps });
  call(slot, "proxy_on_response_body", [id, answer.body.length, 1], { buffers: { 1: answer.body } });
  call(slot, "proxy_on_log", [id], { maps, properties: log });
  call(slot, "proxy_on_done", [id]);
}

/** An open stream that may be spoilt; it is taken out of those that are open. */
function victim(stage: Stage): Open | undefined {
  const at = stage.open.findIndex(({ shot, phase }) => shot.golden === undefined && !shot.isDenied && phase !== "new");
  return at < 0 ? undefined : stage.open.splice(at, 1)[0];
}

const ACTIONS: readonly Wild[] = [
  (stage, slot) => {
    stage.kinds["ids.unknown"] += 1;
    callAt(stage, slot, stage.draw.u32() | 0x4000_0000);
  },
  (stage, slot) => {
    stage.kinds["ids.wrap"] += 1;
    const at = stage.draw.below(WRAP_SPAN);
    const id = WRAP_FROM + at;
    lowExchange(stage, slot, id > 0xffff_ffff ? AFTER_WRAP + at : id);
  },
  (stage) => {
    const one = victim(stage);
    if (one === undefined) return;
    stage.kinds["ids.log_twice"] += 1;
    logOf(stage, one);
    const { request, response, log } = one.shot;
    const answer = response ?? sideOf([]);
    const id = one.stream.id();
    call(one, "proxy_on_log", [id], { maps: { 0: request.headers, 2: answer.headers }, properties: log });
    call(one, "proxy_on_done", [id]);
  },
  (stage) => {
    const one = victim(stage);
    if (one === undefined) return;
    stage.kinds["ids.late"] += 1;
    logOf(stage, one);
    one.stream.late();
    one.stream.requestBody(bytesOf(stage.draw, 20));
    one.stream.responseHeaders([[":status", "200"]]);
    one.stream.responseBody("x", { end: true });
  },
  (stage, slot) => {
    const shot = tokenShot();
    const stream = slot.root.stream();
    const one: Open = { stream, shot, slot, root: slot.root, phase: "log", chunk: 0, startedUs: 0 };
    start(stage);
    stage.kinds["request.body_first"] += 1;
    stream.late();
    stream.requestBody(shot.request.body, { end: true });
    stream.responseBody("x");
    stream.requestHeaders(shot.request.headers);
    logOf(stage, one);
  },
  (stage) => {
    const one = victim(stage);
    if (one === undefined) return;
    stage.kinds["ids.done_without_log"] += 1;
    did(stage, `done without log of ${one.stream.id()}`);
    call(one, "proxy_on_done", [one.stream.id()]);
  },
  (stage) => {
    if (!stage.draw.oneIn(4) || victim(stage) === undefined) return;
    stage.kinds["ids.delete_without_done"] += 1;
    stage.abandoned += 1;
  },
  (stage) => {
    const one = victim(stage);
    if (one === undefined) return;
    stage.kinds["ids.reused"] += 1;
    did(stage, `request headers again of ${one.stream.id()}`);
    start(stage);
    one.stream.requestHeaders(tokenShot().request.headers);
    one.stream.requestHeaders(one.shot.request.headers);
    logOf(stage, one);
  },
  (stage, slot) => {
    const { draw, kinds, peer } = stage;
    kinds["grpc.unknown_token"] += 1;
    // Far from those that are in use: what this message says would be believed.
    const token = ((1_000_000 + draw.below(4_000)) << 2) | 2;
    call(slot, "proxy_on_grpc_receive", [slot.root.id(), token, 40], { buffers: { 5: bytesOf(draw, 40) } });
    if (peer.memory.streams.some((stream) => stream.state() === "open")) return;
    call(slot, "proxy_on_grpc_close", [slot.root.id(), token, 14]);
    kinds["grpc.close_twice"] += 1;
    call(slot, "proxy_on_grpc_close", [slot.root.id(), token, 14]);
  },
  (stage, slot) => {
    stage.kinds["time.tick_unconfigured"] += 1;
    const id = 0x6000_0000 + stage.draw.below(1_000);
    call(slot, "proxy_on_context_create", [id, 0]);
    call(slot, "proxy_on_tick", [id]);
    call(slot, "proxy_on_done", [id]);
  },
  configureAny,
];

/** Another configuration, of a root that goes at once. */
function configureAny(stage: Stage, slot: RootSlot): void {
  const { draw, kinds } = stage;
  const id = 0x6100_0000 + draw.below(1_000);
  const isBad = draw.oneIn(2);
  const text = isBad ? draw.pick(BAD_TEXTS) : mistakenText(draw);
  did(stage, `configure with ${String(text).slice(0, 60)}`);
  slot.vm.call("proxy_on_context_create", [id, 0]);
  const buffer = { buffers: { 7: Buffer.from(text) } };
  const said = slot.vm.call("proxy_on_configure", [id, Buffer.byteLength(text)], buffer);
  if (stage.setting.hasFaults || stage.setting.refused.length > 0) void said;
  else if (isBad && said !== 0 && stage.slots.every(({ isWatched }) => isWatched) && stage.slots.length < 8)
    throw new Error(`accepted a configuration that is none: ${text.slice(0, 60)}`);
  else if (!isBad && said !== 1) throw new Error(`refused a configuration for its mistakes: ${text}`);
  kinds[isBad ? (text.length > 1_000_000 ? "start.one_mib" : "start.bad_json") : "start.mistakes"] += 1;
  slot.vm.call("proxy_on_done", [id]);
  notePages(stage, slot.vm);
}

export function actWildly(stage: Stage): void {
  const { draw, slots } = stage;
  draw.pick(ACTIONS)(stage, draw.pick(slots));
  if (stage.draw.oneIn(8)) assertPages(stage);
}
