import type { AggregateRows, Arrival, Rows } from "../model/rows.ts";
import type { InternTuple } from "../model/tuple.ts";
import { countDropped, type Ledger } from "../telemetry/ledger.ts";
import { decodeRows } from "./decode-rows.ts";
import { addToDictionary, type Dictionary } from "./dictionary.ts";
import { type Epoch, placeBatch } from "./epoch.ts";
import type { Batch, RefusedBatch } from "./message.ts";

/** Where rows go; both are the aggregate's. */
export type RowSink = { readonly intern: InternTuple; readonly aggregate: AggregateRows };

/**
 * `taken`: the stream goes on. `stream_limit`, `malformed`, `too_large`: the records are dropped and counted, but what
 * the batch adds to the dictionary is not known, so the stream must end. `astray`: no filter of this epoch can be at
 * these numbers; nothing is counted.
 */
export type BatchResult = "taken" | "stream_limit" | "malformed" | "too_large" | "astray";

/** Accounts for every record of a batch. `rows` is scratch space. The dictionary is read also when all records were had before. */
export function takeBatch(
  batch: Batch,
  epoch: Epoch,
  dictionary: Dictionary,
  ledger: Ledger,
  sink: RowSink,
  rows: Rows,
  arrival: Arrival,
): BatchResult {
  const place = placeBatch(epoch, ledger, batch.first, batch.count);
  if (place === undefined) return "astray";
  const fresh = batch.count - place.duplicate;
  const result = addToDictionary(dictionary, batch, sink.intern);
  if (result !== "ok") {
    countDropped(ledger, "ingest", result, fresh);
    return result;
  }
  if (fresh === 0) return "taken";
  const decoded = decodeRows(batch, dictionary, place.duplicate, place.resentBelow, rows);
  countDropped(ledger, "ingest", "malformed", decoded.malformed);
  countDropped(ledger, "ingest", "unknown_dictionary", decoded.unknown_dictionary);
  countDropped(ledger, "ingest", "series_limit", decoded.series_limit);
  if (rows.count === 0) return "taken";
  sink.aggregate(rows, arrival);
  ledger.aggregated += rows.count;
  ledger.resent += decoded.resent;
  return "taken";
}

/** Accounts for the records of a batch of which only the numbers could be read. */
export function dropBatch(batch: RefusedBatch, epoch: Epoch, ledger: Ledger): BatchResult {
  const place = placeBatch(epoch, ledger, batch.first, batch.count);
  if (place === undefined) return "astray";
  countDropped(ledger, "ingest", batch.reason, batch.count - place.duplicate);
  return batch.reason;
}
