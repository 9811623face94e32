import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog, type Log, type LogSettings } from "../../../control-plane/telemetry/log.ts";
import { createThrottle } from "../../../control-plane/telemetry/throttle.ts";

function created(settings: LogSettings): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  return { lines, log: createLog(settings, { write: (line) => lines.push(line) > 0, flush: () => Promise.resolve() }) };
}

test("a line is one JSON object: level as a word, time as in RFC 3339, component, message, fields", () => {
  const { log, lines } = created({ level: "info", format: "json" });
  log.warn("ingest", "stream ended", { reason: "malformed", what: 'a "b"\nc' });
  const [line = ""] = lines;
  assert.match(line, /^\{.*\}\n$/);
  const { time, ...rest } = JSON.parse(line);
  assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(Object.keys(rest), ["level", "component", "msg", "reason", "what"]);
  assert.deepEqual(rest, {
    level: "warn",
    component: "ingest",
    msg: "stream ended",
    reason: "malformed",
    what: 'a "b"\nc',
  });
});

test("what is less severe than the level is left out", () => {
  const { log, lines } = created({ level: "warn", format: "json" });
  for (const level of ["trace", "debug", "info", "warn", "error"] as const) log[level]("main", level);
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).level),
    ["warn", "error"],
  );
});

test("for people a line has the time of day, and its fields escaped", () => {
  const { log, lines } = created({ level: "debug", format: "pretty" });
  log.info("main", "listening", { grpc: "127.0.0.1:9101" });
  log.error("ingest", "stream ended", { node: "a\nb", suppressed: 3 });
  assert.match(lines[0] ?? "", /^\d\d:\d\d:\d\d\.\d{3} info {2}main: listening grpc="127\.0\.0\.1:9101"\n$/);
  assert.match(lines[1] ?? "", /^\S+ error ingest: stream ended node="a\\nb" suppressed=3\n$/);
});

test("a throttle lets one of each kind pass in its time, and says how many it held back", () => {
  const throttle = createThrottle(1_000);
  assert.equal(throttle.pass("a", 0), 0);
  assert.equal(throttle.pass("b", 1), 0);
  assert.equal(throttle.pass("a", 500), undefined);
  assert.equal(throttle.pass("a", 999), undefined);
  assert.equal(throttle.pass("a", 1_000), 2);
  assert.equal(throttle.pass("a", 2_000), 0);
});

test("a throttle with room for more passes that many in its time, and says how many it left out", () => {
  const throttle = createThrottle(1_000, 2);
  const passed = [0, 10, 20, 999, 1_000, 1_001].map((nowMs) => throttle.pass("a", nowMs));
  assert.deepEqual(passed, [0, 0, undefined, undefined, 2, 0]);
});

test("what a throttle left out is told once, when its time is over: to the next of its kind or to who asks", () => {
  const throttle = createThrottle<"a" | "b" | "c">(1_000);
  for (const kind of ["a", "a", "a", "b", "c", "c"] as const) throttle.pass(kind, 0);
  assert.deepEqual(throttle.overdue(999), []);
  assert.equal(throttle.pass("c", 1_000), 1);
  assert.deepEqual(throttle.overdue(1_000), [{ kind: "a", suppressed: 2 }]);
  assert.deepEqual(throttle.overdue(5_000), []);
  assert.deepEqual([throttle.pass("a", 5_000), throttle.pass("a", 5_001)], [0, undefined]);
  assert.deepEqual(throttle.overdue(Infinity), [{ kind: "a", suppressed: 1 }]);
});
