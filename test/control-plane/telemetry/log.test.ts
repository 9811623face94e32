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
