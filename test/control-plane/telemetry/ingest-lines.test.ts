import assert from "node:assert/strict";
import { test } from "node:test";
import { createIngestLines, type IngestLines, type WorkerLine } from "../../../control-plane/telemetry/ingest-lines.ts";
import { createLog } from "../../../control-plane/telemetry/log.ts";

const WORKER = { node: "n", epoch: "ab", seen: 5, emitted: 4, dropped: 3, inFlight: 2 };
const ENDED = { what: "w", node: "n", build: "b" };

type Line = Readonly<Record<string, unknown>>;

function created(): { readonly lines: IngestLines; readonly written: () => readonly Line[] } {
  const texts: string[] = [];
  const output = { write: (line: string) => texts.push(line) > 0, flush: () => Promise.resolve() };
  const lines = createIngestLines(createLog({ level: "info", format: "json" }, output));
  const written = (): readonly Line[] =>
    texts.splice(0).map((text) => {
      const { time: _time, component: _component, ...line } = JSON.parse(text);
      return line;
    });
  return { lines, written };
}

const changed = (kind: WorkerLine["kind"]): WorkerLine => ({ kind, silentMs: 31_400, worker: WORKER });

test("a worker that fell silent is named with what was last known of it, and so is one that is heard again", () => {
  const { lines, written } = created();
  for (const kind of ["silent", "back"] as const) lines.workerChanged(changed(kind), 0);
  const fields = { node: "n", epoch: "ab", last_heard_s: 31, seen: 5, emitted: 4, dropped: 3, in_flight: 2 };
  assert.deepEqual(written(), [
    { level: "warn", msg: "worker fell silent", ...fields, suppressed: 0 },
    { level: "info", msg: "worker is heard again", ...fields, suppressed: 0 },
  ]);
});

test("of a thousand workers that fall silent at once twenty are named, and the rest are counted within a minute", () => {
  const { lines, written } = created();
  for (let i = 0; i < 1_000; i += 1) lines.workerChanged(changed("silent"), 5_000);
  for (let i = 0; i < 21; i += 1) lines.workerChanged(changed("back"), 5_000);
  assert.equal(written().length, 40);
  lines.tick(64_999);
  assert.deepEqual(written(), []);
  lines.tick(65_000);
  assert.deepEqual(written(), [
    { level: "warn", msg: "workers fell silent", suppressed: 980 },
    { level: "info", msg: "workers are heard again", suppressed: 1 },
  ]);
  lines.tick(66_000);
  lines.workerChanged(changed("silent"), 67_000);
  assert.deepEqual(
    written().map(({ msg, suppressed }) => [msg, suppressed]),
    [["worker fell silent", 0]],
  );
});

test("streams that end badly are one line of each reason in ten seconds, and the rest are counted; in order they are none", () => {
  const { lines, written } = created();
  for (const reason of ["malformed", "malformed", "silent", "malformed", "bye"] as const)
    lines.streamEnded({ reason, ...ENDED }, 0);
  assert.deepEqual(written(), [
    { level: "warn", msg: "stream ended", reason: "malformed", ...ENDED, suppressed: 0 },
    { level: "warn", msg: "stream ended", reason: "silent", ...ENDED, suppressed: 0 },
  ]);
  lines.tick(Infinity);
  assert.deepEqual(written(), [{ level: "warn", msg: "streams ended", reason: "malformed", suppressed: 2 }]);
});
