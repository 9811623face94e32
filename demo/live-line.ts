// The line that says what is flowing: rewritten in place on a terminal, now and then a line of its own elsewhere.
import { countsOf, type Sample, totalOf } from "./comparison/metrics.ts";
import { ISSUER } from "./mesh.ts";

/** Without a terminal: between two lines, ms. */
const LINE_MS = 10_000;

export type LiveLine = {
  /** Shows what the metrics say now. */
  readonly show: (samples: readonly Sample[], nowMs: number) => void;
  /** A line that stays. */
  readonly say: (text: string) => void;
  /** Leaves the last line where it is. */
  readonly end: () => void;
};

export type Terminal = Pick<NodeJS.WriteStream, "write"> & { readonly isTTY?: boolean; readonly columns?: number };

export function createLiveLine(terminal: Terminal): LiveLine {
  let before: { readonly exchanges: number; readonly atMs: number } | undefined;
  let isShown = false;
  const clear = (): string => (isShown ? "\r\x1b[K" : "");
  return {
    show(samples, nowMs) {
      const inPlace = terminal.isTTY === true;
      const exchanges = totalOf(samples, "oauth_telemetry_records_aggregated_total");
      before ??= { exchanges, atMs: nowMs };
      const elapsedMs = nowMs - before.atMs;
      if (!inPlace && elapsedMs < LINE_MS) return;
      const text = lineOf(
        samples,
        exchanges,
        elapsedMs === 0 ? 0 : ((exchanges - before.exchanges) * 1000) / elapsedMs,
      );
      before = { exchanges, atMs: nowMs };
      if (inPlace) terminal.write(`${clear()}${text.slice(0, (terminal.columns ?? 80) - 1)}`);
      else terminal.write(`${text}\n`);
      isShown = inPlace;
    },
    say(text) {
      terminal.write(`${clear()}${text}\n`);
      isShown = false;
    },
    end() {
      if (isShown) terminal.write("\n");
      isShown = false;
    },
  };
}

/** `1204 exchanges, 31/s · 310 flows: 251 success, 40 client_error, …`; both proxies see an exchange, so it counts twice. */
function lineOf(samples: readonly Sample[], exchanges: number, rate: number): string {
  const outcomes = [...countsOf(samples, "oauth_flow_total", ["outcome"], { issuer: ISSUER })];
  const flows = outcomes.reduce((sum, [, count]) => sum + count, 0);
  const parts = outcomes.sort(([, one], [, other]) => other - one).map(([outcome, count]) => `${count} ${outcome}`);
  return `${exchanges} exchanges seen, ${Math.round(rate)}/s · ${flows} flows: ${parts.join(", ")}`;
}
