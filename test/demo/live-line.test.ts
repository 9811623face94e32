import assert from "node:assert/strict";
import { test } from "node:test";
import { samplesOf } from "../../demo/comparison/metrics.ts";
import { createLiveLine, type Terminal } from "../../demo/live-line.ts";

const page = (exchanges: number, flows: number) =>
  samplesOf(`oauth_telemetry_records_aggregated_total ${exchanges}
oauth_flow_total{issuer="demo",grant_type="password",outcome="denied"} 1
oauth_flow_total{issuer="demo",grant_type="password",outcome="success"} ${flows}
`);

function terminal(isTTY: boolean): { readonly terminal: Terminal; readonly written: string[] } {
  const written: string[] = [];
  return { terminal: { isTTY, columns: 60, write: (text: string) => written.push(text) > 0 }, written };
}

test("on a terminal the line is rewritten in place and fits", () => {
  const { terminal: tty, written } = terminal(true);
  const line = createLiveLine(tty);
  line.show(page(10, 4), 0);
  line.show(page(40, 9), 1_000);
  assert.deepEqual(written, [
    "10 exchanges seen, 0/s · 5 flows: 4 success, 1 denied",
    "\r\u001b[K40 exchanges seen, 30/s · 10 flows: 9 success, 1 denied",
  ]);
  line.say("something");
  line.end();
  assert.equal(written.slice(2).join(""), "\r\u001b[Ksomething\n");
});

test("elsewhere there is a line every ten seconds", () => {
  const { terminal: pipe, written } = terminal(false);
  const line = createLiveLine(pipe);
  for (const second of [0, 1, 9, 10, 19, 20]) line.show(page(second * 10, 2), second * 1_000);
  assert.deepEqual(written, [
    "100 exchanges seen, 10/s · 3 flows: 2 success, 1 denied\n",
    "200 exchanges seen, 10/s · 3 flows: 2 success, 1 denied\n",
  ]);
});

test("a long line is cut, not wrapped", () => {
  const { terminal: tty, written } = terminal(true);
  createLiveLine({ ...tty, columns: 20 }).show(page(1, 1), 0);
  assert.equal(written[0]?.length, 19);
});
