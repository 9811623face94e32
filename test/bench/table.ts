// A table of figures, as text for the terminal and as Markdown for docs/performance.md.

export type Table = {
  /** Name of the markers in docs/performance.md; lower case, `-` between words. */
  readonly id: string;
  readonly title: string;
  /** How the figures came about, in a sentence or two. */
  readonly note: string;
  readonly columns: readonly string[];
  /** The first cell is what the row is about; the others are figures, ready to be shown. */
  readonly rows: readonly (readonly string[])[];
};

/** `1,234`, `12.3` or `0.123`: three digits that say something; `–` for what is no number. */
export function figure(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1_000) return Math.round(value).toLocaleString("en-US");
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  return size >= 1 || value === 0 ? value.toFixed(2) : value.toFixed(3);
}

/** `×1.30`; `–` for what is no number. */
export function ratio(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? "–" : `×${value.toFixed(2)}`;
}

export function textOf({ title, note, columns, rows }: Table): string {
  const widths = columns.map((_, index) => Math.max(...[columns, ...rows].map((row) => row[index]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join("  ")
      .trimEnd();
  return [`\n${title}`, note, line(columns), ...rows.map(line)].join("\n");
}

export function markdownOf({ title, note, columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(" | ")} |`;
  const rule = `|${columns.map((_, index) => (index === 0 ? "---" : "---:")).join("|")}|`;
  return [`**${title}.** ${note}`, "", line(columns), rule, ...rows.map(line)].join("\n");
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
