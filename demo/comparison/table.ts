// The comparison as tables for people, and as JSON for programs.
import { ISSUER } from "../mesh.ts";
import { type Comparison, differs, type Row, withoutLabel } from "./compare.ts";
import { openIn } from "./ledger.ts";

export type Report = {
  /** Version of Envoy; undefined without Envoy. */
  readonly envoy: string | undefined;
  readonly seed: number;
  readonly comparison: Comparison;
  /** Steps that did not end as they say. */
  readonly wrong: readonly string[];
  /** Names of steps that only an Envoy can show. */
  readonly leftOut: readonly string[];
};

const FLOW = ["issuer", "grant", "outcome"];
const EXCHANGE = ["issuer", "endpoint", "grant", "outcome", "vantage"];

/** What the proxies are. */
export function proxyName(envoy: string | undefined): string {
  return envoy === undefined ? "Without Envoy (the filter in host/)" : `Envoy ${envoy}`;
}

/** Nothing differs, no step went wrong, and the ledger closed. */
export function isGood({ comparison, wrong }: Report): boolean {
  return comparison.differences === 0 && wrong.length === 0 && openIn(comparison.ledger).length === 0;
}

/**
 * `grant | outcome | clients | metrics | difference`, then the exchanges by endpoint; whatever differs is in a table. The
 * issuer is a column too when there is another than the clients'.
 */
export function textOf({ envoy, seed, comparison, wrong, leftOut }: Report): string {
  const { flows, exchanges, total, ledger } = comparison;
  const differing = exchanges.filter(differs);
  const isKnown = [...flows, ...exchanges].every(({ labels: [issuer] }) => issuer === ISSUER);
  const tableOf = (
    names: readonly string[],
    rows: readonly Row[],
    ...without: readonly string[]
  ): readonly string[] => {
    const left = isKnown ? ["issuer", ...without] : without;
    const shown = left.reduce(
      (table, name) => ({
        names: table.names.filter((other) => other !== name),
        rows: withoutLabel(table.rows, table.names.indexOf(name)),
      }),
      { names, rows },
    );
    return linesOf(shown.names, shown.rows);
  };
  return [
    `${proxyName(envoy)}, seed ${seed}: ${total} exchanges`,
    "",
    "Flows: oauth_flow_total",
    ...tableOf(FLOW, flows),
    "",
    "Exchanges as each proxy saw them: oauth_exchange_total, all grants together",
    ...tableOf(EXCHANGE, exchanges, "grant"),
    "",
    ...(differing.length === 0 ? [] : ["Exchanges that differ, by grant", ...tableOf(EXCHANGE, differing), ""]),
    `Records: ${ledger.emitted} emitted = ${ledger.aggregated} aggregated + ${ledger.dropped} dropped + ${ledger.lost} lost + ${ledger.inFlight} in flight`,
    ...(leftOut.length === 0 ? [] : [`Left out, for want of Envoy's own filters: ${leftOut.join("; ")}`]),
    ...wrong.map((line) => `A step went wrong: ${line}`),
    endingOf(comparison, wrong.length),
  ].join("\n");
}

function endingOf({ differences, ledger }: Comparison, wrong: number): string {
  const rows = `${differences} ${differences === 1 ? "row differs" : "rows differ"}`;
  const steps = wrong === 0 ? [] : [`${wrong} ${wrong === 1 ? "step" : "steps"} went wrong`];
  const open = openIn(ledger);
  const records = open.length === 0 ? [] : [`the ledger is open: ${open.join(", ")}`];
  const more = [...steps, ...records].join("; ");
  return `${differences === 0 ? "No difference" : rows}${more === "" ? "" : `, but ${more}`}.`;
}

/** One object; members are named as the columns. `open` says what is open in the ledger. */
export function jsonOf({ envoy, seed, comparison, wrong, leftOut }: Report): string {
  const { flows, exchanges, total, ledger, differences } = comparison;
  const rows = { flows: objectsOf(FLOW, flows), exchanges: objectsOf(EXCHANGE, exchanges) };
  const open = openIn(ledger);
  return JSON.stringify(
    { envoy: envoy ?? "none", seed, total, ...rows, ledger, open, differences, wrong, leftOut },
    null,
    1,
  );
}

function objectsOf(names: readonly string[], rows: readonly Row[]): readonly Record<string, unknown>[] {
  return rows.map(({ labels, clients, metrics }) => ({
    ...Object.fromEntries(names.map((name, at) => [name, labels[at]])),
    clients,
    metrics,
    difference: metrics - clients,
  }));
}

function linesOf(names: readonly string[], rows: readonly Row[]): readonly string[] {
  const head = [...names, "clients", "metrics", "difference"];
  const body = rows.map(({ labels, clients, metrics }) => [
    ...labels,
    `${clients}`,
    `${metrics}`,
    signed(metrics - clients),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]): string =>
    row.map((cell, column) => padded(cell, widths[column] ?? 0, column < names.length)).join(" | ");
  return [lineOf(head), widths.map((width) => "-".repeat(width)).join("-|-"), ...body.map(lineOf)];
}

function padded(cell: string, width: number, isWord: boolean): string {
  return isWord ? cell.padEnd(width) : cell.padStart(width);
}

function signed(difference: number): string {
  return difference > 0 ? `+${difference}` : `${difference}`;
}
