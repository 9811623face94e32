// What the aggregator costs over real gRPC: CPU time of its process for a message and for a record in it.
import { ensureNode24 } from "../../../scripts/setup/node24.ts";
import { type Child, startChild } from "../child.ts";
import { cpuUs, needLinux } from "../cpu.ts";
import { spreadOf } from "../statistics.ts";
import { figure, type Table } from "../table.ts";
import type { Send, Sent } from "./filters.ts";
import { type MeasuredAggregator, startAggregator } from "./server.ts";
import { stagesTable } from "./stages.ts";

/**
 * Messages of each stream, by records in one. As fast as acknowledgements come, one read brings several messages; paced,
 * as filters really send, each comes alone and costs more.
 */
const LOADS: readonly Load[] = [
  { size: 1, messages: 128 },
  { size: 16, messages: 96 },
  { size: 256, messages: 32 },
  { size: 16, messages: 16, perSecond: 500 },
];
const CONNECTIONS = 16;
const STREAMS = 64;

type Load = { readonly size: number; readonly messages: number; readonly perSecond?: number };
type Cell = { readonly load: Load; readonly us: readonly number[]; readonly bytes: number };

export async function benchAggregator(rounds: number): Promise<readonly Table[]> {
  needLinux();
  const nodes = [process.execPath, await ensureNode24()];
  const filters = startChild<Send, Sent>("test/bench/aggregator/filters.ts");
  const rows: (readonly string[])[] = [];
  try {
    for (const node of new Set(nodes)) {
      for (const withTls of [false, true]) {
        const name = `Node ${node === process.execPath ? process.versions.node : "24"}, ${withTls ? "TLS 1.3" : "plain"}`;
        rows.push(...rowsOf(name, await measured(node, withTls, filters, rounds)));
      }
    }
  } finally {
    await filters.end();
  }
  return [overGrpcTable(rows), stagesTable(rounds)];
}

async function measured(
  node: string,
  withTls: boolean,
  filters: Child<Send, Sent>,
  rounds: number,
): Promise<readonly Cell[]> {
  const aggregator = await startAggregator(node, withTls);
  const cells = LOADS.map((load) => ({ load, us: [] as number[], bytes: 0 }));
  try {
    // The first round warms up, and is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      for (const cell of cells) {
        const messages = cell.load.messages * STREAMS;
        const before = cpuUs(aggregator.pid);
        const { bytes } = await filters.ask(requestOf(aggregator, cell.load));
        if (round > 0) cell.us.push((cpuUs(aggregator.pid) - before) / messages);
        cell.bytes = bytes / messages;
      }
    }
  } finally {
    await aggregator.stop();
  }
  return cells;
}

function requestOf({ port, ca }: MeasuredAggregator, load: Load): Send {
  return { port, ...load, connections: CONNECTIONS, streams: STREAMS, ...(ca === undefined ? {} : { ca }) };
}

function rowsOf(name: string, cells: readonly Cell[]): readonly (readonly string[])[] {
  return cells.map(({ load: { size, perSecond }, us, bytes }, index) => {
    const { low, median, high } = spreadOf(us);
    const smaller = cells[index - 1];
    const more =
      smaller === undefined || perSecond !== undefined
        ? undefined
        : (median - spreadOf(smaller.us).median) / (size - smaller.load.size);
    const spread = `${figure(median)} (${figure(low)}–${figure(high)})`;
    const rate = perSecond === undefined ? "full" : `${perSecond}/s`;
    return [name, rate, String(size), figure(bytes), spread, figure(median / size), figure(more)];
  });
}

function overGrpcTable(rows: readonly (readonly string[])[]): Table {
  return {
    id: "aggregator-grpc",
    title: "The aggregator over gRPC, CPU of its process",
    note: `${STREAMS} streams on ${CONNECTIONS} connections, acknowledgements included; median of the rounds, in brackets the middle half of them. The last column is what one record more adds to a message.`,
    columns: ["", "rate", "records a message", "B/message", "µs a message", "µs a record", "µs a record more"],
    rows,
  };
}
