// Where figures are kept: build/bench.json, and on demand the tables of docs/performance.md between their markers.
import { existsSync, readFileSync } from "node:fs";
import { write } from "../../scripts/write.ts";
import { type Machine, machineLine } from "./machine.ts";
import { markdownOf, type Table } from "./table.ts";

/** Of one part of the bench. `rounds` is how many there were of whatever is repeated. */
export type PartResult = { readonly machine: Machine; readonly rounds: number; readonly tables: readonly Table[] };

/** The last result of each part. */
export type Results = Readonly<Record<string, PartResult>>;

const FILE = "build/bench.json";
const PAGE = "docs/performance.md";

/** Adds results of this run to those of earlier ones, and keeps them. */
export function keepResults(results: Results): void {
  const earlier = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as Results) : {};
  write(FILE, `${JSON.stringify({ ...earlier, ...results }, null, 2)}\n`);
}

/** Writes the tables of this run into the page. Throws when a table has no place there. */
export function writePage(results: Results): void {
  write(PAGE, pageWith(readFileSync(PAGE, "utf8"), results));
}

/**
 * The page with these tables between `<!-- begin bench: ID -->` and `<!-- end bench: ID -->`. Other tables stay as they
 * are. Throws when a table has no such place, naming it.
 */
export function pageWith(page: string, results: Results): string {
  let text = page;
  for (const { machine, rounds, tables } of Object.values(results)) {
    for (const table of tables) {
      const [begin, end] = markers(table.id);
      const from = text.indexOf(begin);
      const to = text.indexOf(end, from);
      if (from < 0 || to < 0)
        throw new Error(`${PAGE} has no place for the table "${table.id}": add ${begin} and ${end}`);
      const content = `${markdownOf(table)}\n\n${machineLine(machine)}; rounds: ${rounds}.`;
      text = `${text.slice(0, from)}${begin}\n${content}\n${text.slice(to)}`;
    }
  }
  return text;
}

function markers(id: string): readonly [string, string] {
  return [`<!-- begin bench: ${id} -->`, `<!-- end bench: ${id} -->`];
}
