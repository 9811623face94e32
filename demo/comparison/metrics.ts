// Reads the aggregator's page, as a scraper does.
import { addTo, type Counts } from "./tally.ts";

export type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

const LINE = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/;
const LABEL = /([a-z_]+)="([^"]*)"/g;

/** The samples of a page in Prometheus' text format. Label values here need no unescaping. */
export function samplesOf(page: string): readonly Sample[] {
  return page.split("\n").flatMap((line) => {
    const [, name, labels = "", value] = LINE.exec(line) ?? [];
    if (name === undefined) return [];
    return [
      {
        name,
        labels: Object.fromEntries([...labels.matchAll(LABEL)].map(([, key, text]) => [key, text])),
        value: Number(value),
      },
    ];
  });
}

/** Throws when the page cannot be had. */
export async function scrape(port: number): Promise<readonly Sample[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) throw new Error(`/metrics: status ${answer.status}`);
  return samplesOf(await answer.text());
}

/** Sums of one counter by some of its labels, for the samples that have `where` (all by default). Zeros are left out. */
export function countsOf(
  samples: readonly Sample[],
  name: string,
  labels: readonly string[],
  where: Readonly<Record<string, string>> = {},
): Counts {
  const counts: Counts = new Map();
  for (const sample of samples) {
    const isMeant = Object.entries(where).every(([label, value]) => sample.labels[label] === value);
    if (sample.name !== name || !isMeant || sample.value === 0) continue;
    addTo(counts, labels.map((label) => sample.labels[label]).join(" "), sample.value);
  }
  return counts;
}

/** The sum of all samples of a name. */
export function totalOf(samples: readonly Sample[], name: string): number {
  return samples.reduce((sum, sample) => (sample.name === name ? sum + sample.value : sum), 0);
}
