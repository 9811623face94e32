// Reads a page of Prometheus text (0.0.4 or OpenMetrics) the way a scraper does; shares nothing with what writes it.

export type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*?)\})? ([-+]?(?:Inf|[0-9.][0-9.eE+-]*)|NaN)(?: .*)?$/s;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)",?/g;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n" };

/** Every sample of the page, in order. Throws at a line that is neither a comment nor a sample. */
export function samplesOf(page: string): readonly Sample[] {
  const samples: Sample[] = [];
  for (const line of page.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const found = LINE.exec(line);
    if (found === null) throw new Error(`not a sample: ${line}`);
    const [, name = "", labels = "", value = ""] = found;
    samples.push({ name, labels: labelsOf(labels), value: numberOf(value) });
  }
  return samples;
}

/** The one sample with this name and at least these labels; undefined when there is none. Throws when there are more. */
export function sampleOf(samples: readonly Sample[], name: string, labels: Sample["labels"] = {}): number | undefined {
  const found = matching(samples, name, labels);
  if (found.length > 1) throw new Error(`${name}${JSON.stringify(labels)}: ${found.length} samples match`);
  return found[0]?.value;
}

/** Sum over all samples with this name and at least these labels; 0 when there is none. */
export function sumOf(samples: readonly Sample[], name: string, labels: Sample["labels"] = {}): number {
  return matching(samples, name, labels).reduce((sum, sample) => sum + sample.value, 0);
}

export function matching(samples: readonly Sample[], name: string, labels: Sample["labels"]): readonly Sample[] {
  const wanted = Object.entries(labels);
  return samples.filter(
    (sample) => sample.name === name && wanted.every(([key, value]) => sample.labels[key] === value),
  );
}

/** Fetches and parses one page. */
export async function scrape(url: string): Promise<readonly Sample[]> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return samplesOf(await answer.text());
}

function labelsOf(text: string): Record<string, string> {
  const unescape = (value: string): string => value.replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter);
  return Object.fromEntries([...text.matchAll(LABEL)].map(([, key = "", value = ""]) => [key, unescape(value)]));
}

function numberOf(text: string): number {
  return text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text);
}
