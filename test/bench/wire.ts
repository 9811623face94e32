// Bytes of a record on the wire, by what the exchange was and how many records go in one message: the filter's own encoder.
import { type Case, CASES, configurationOf } from "./cases.ts";
import { createFilterHost, warmUp } from "./filter-host.ts";
import { figure, type Table } from "./table.ts";

const BATCHES = [1, 4, 16, 64, 512] as const;
/** What is full is sent at once: no batch here is. The encoder itself cuts messages at 16 KiB. */
const FLUSH = { flush: { records: 1_024, bytes: 16_384 } };

export function benchWire(): readonly Table[] {
  const cases = CASES.filter(({ name }) => name !== "not OAuth");
  return [
    {
      id: "wire",
      title: "Bytes of a record on the wire, by records in a batch",
      note: "The whole message but gRPC's 5 bytes, divided by its records; the stream's dictionary knows the case already.",
      columns: ["", ...BATCHES.map((size) => `${size}`)],
      rows: cases.map((each) => [each.name, ...BATCHES.map((size) => figure(bytesOfRecord(each, size)))]),
    },
  ];
}

function bytesOfRecord({ exchange }: Case, size: number): number {
  const filter = createFilterHost("build/filter.wasm", configurationOf(FLUSH));
  warmUp(filter, exchange);
  for (let i = 0; i < size; i += 1) filter.play(exchange);
  filter.tick();
  const sent = filter.acknowledge();
  const records = sent.reduce((sum, batch) => sum + batch.records, 0);
  if (records !== size) throw new Error(`${records} of ${size} records were sent`);
  return sent.reduce((sum, { bytes }) => sum + bytes, 0) / records;
}
