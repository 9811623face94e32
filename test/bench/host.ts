// What one exchange costs the filter without Envoy: host calls and bytes, which are exact, and CPU time beside the empty
// module in the same host, whose own time is in both.
import { type Case, CASES, configurationOf } from "./cases.ts";
import { BATCH, counted } from "./counted.ts";
import { buildEmptyModule } from "./empty-module.ts";
import { createFilterHost, type FilterHost } from "./filter-host.ts";
import { spreadOf } from "./statistics.ts";
import { figure, type Table } from "./table.ts";

const EXCHANGES = 4_096;

/** One round is of one case: the empty module, then the filter. */
export async function benchHost(rounds: number): Promise<readonly Table[]> {
  const empty = await buildEmptyModule();
  const measured = CASES.map((each) => ({ each, exact: counted(each), ...timed(each, empty, rounds) }));
  return [
    {
      id: "host",
      title: "One exchange in the project's own host",
      note: `In the middle what is exact. At the end CPU time of the exchange and of its share in a batch of ${BATCH}: median of the rounds, and the middle half of them; the host's own part is in both columns.`,
      columns: ["", "host calls", "that return bytes", "bytes in", "B/record", "empty module, ns", "the filter, ns"],
      rows: measured.map(({ each, exact, empty: without, filter }) => [
        each.name,
        String(Object.values(exact.calls).reduce((sum, count) => sum + count, 0)),
        String(exact.returning),
        figure(exact.bytes),
        figure(exact.wire),
        shown(without),
        shown(filter),
      ]),
    },
  ];
}

function timed({ exchange }: Case, empty: string, rounds: number) {
  const hosts = {
    empty: createFilterHost(empty, ""),
    filter: createFilterHost("build/filter.wasm", configurationOf()),
  };
  const ns = { empty: [] as number[], filter: [] as number[] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of ["empty", "filter"] as const) {
      const took = nsOf(hosts[name], exchange);
      // The first one warms up.
      if (round > 0) ns[name].push(took);
    }
  }
  return ns;
}

/** CPU time of one exchange, ns. */
function nsOf(host: FilterHost, exchange: Case["exchange"]): number {
  let us = 0;
  for (let i = 0; i < EXCHANGES; i += BATCH) {
    const begin = process.cpuUsage();
    for (let k = 0; k < BATCH; k += 1) host.play(exchange);
    host.tick();
    const { user, system } = process.cpuUsage(begin);
    us += user + system;
    host.acknowledge();
  }
  return (us * 1_000) / EXCHANGES;
}

function shown(values: readonly number[]): string {
  const { low, median, high } = spreadOf(values);
  return `${figure(median)} (${figure(low)}–${figure(high)})`;
}
