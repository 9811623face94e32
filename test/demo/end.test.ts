import assert from "node:assert/strict";
import { test } from "node:test";
import { createEnd } from "../../demo/end.ts";

/** An end with a clock of its own, and what it did. */
function watched() {
  const clock = { ms: 1_000 };
  const did: string[] = [];
  const end = createEnd(
    () => void did.push("left"),
    (line) => void did.push(line),
    () => clock.ms,
  );
  return { clock, did, end };
}

test("a signal ends at once while there is nothing to end in order", () => {
  const { did, end } = watched();
  end.onSignal();
  assert.deepEqual([did, end.signal.aborted], [["left"], false]);
});

test("one Ctrl-C, which comes twice under npm, ends in order", async () => {
  const { clock, did, end } = watched();
  end.inOrder();
  end.onSignal();
  clock.ms += 5;
  end.onSignal();
  assert.deepEqual([did, end.signal.aborted], [["demo: ending; once more does not wait"], true]);
  assert.equal(await end.asked, undefined);
});

test("a second wish does not wait", () => {
  const { clock, did, end } = watched();
  end.inOrder();
  end.onSignal();
  clock.ms += 1_501;
  end.onSignal();
  assert.deepEqual(did, ["demo: ending; once more does not wait", "demo: not waiting", "left"]);
});
