// The paragraphs of a normalised trace.

export type NormalisedContext = { readonly label: string; readonly title: string; readonly lines: string[] };

export type NormalisedVm = {
  readonly isMain: boolean;
  /** What belongs to no context. */
  readonly lines: string[];
  readonly roots: NormalisedContext[];
  /** Roots and streams by the id that the host gave them. */
  readonly contexts: Map<string, NormalisedContext>;
  /** A root of it was told to end. */
  wasShutDown: boolean;
};

export function createVm(isMain: boolean): NormalisedVm {
  return { isMain, lines: [], roots: [], contexts: new Map(), wasShutDown: false };
}

export function contextOf(vm: NormalisedVm, id = ""): NormalisedContext | undefined {
  return vm.contexts.get(id);
}

export function labelOf(vm: NormalisedVm, id: string): string {
  return id === "0" ? "0" : (contextOf(vm, id)?.label ?? `unknown ${id}`);
}

/**
 * VMs of the main thread in order of time, then those of workers in order of their text; workers that saw the same are one
 * paragraph with their number. Then all streams.
 */
export function render(vms: readonly NormalisedVm[], streams: readonly NormalisedContext[]): string {
  const onMain = vms.filter(({ isMain }) => isMain).map(paragraphs);
  const counted = new Map<string, number>();
  for (const vm of vms) {
    if (vm.isMain) continue;
    const text = paragraphs(vm);
    counted.set(text, (counted.get(text) ?? 0) + 1);
  }
  const onWorkers = [...counted]
    .map(([text, count]) => (count === 1 ? text : text.replaceAll(/^vm worker/gm, `vm ${count} workers`)))
    .sort();
  return [...onMain, ...onWorkers, ...streams.map(({ title, lines }) => paragraph(title, lines))].join("");
}

function paragraphs(vm: NormalisedVm): string {
  const name = `vm ${roleOf(vm)}`;
  const own = vm.lines.length === 0 ? "" : paragraph(name, vm.lines);
  return own + vm.roots.map(({ title, lines }) => paragraph(`${name}, ${title}`, lines)).join("");
}

/** `base`: the one that others are copies of. `canary`: it tried a configuration and went without a word. */
function roleOf({ isMain, roots, wasShutDown }: NormalisedVm): string {
  if (!isMain) return "worker";
  if (roots.length === 0) return "base";
  return wasShutDown ? "main" : "canary";
}

function paragraph(title: string, lines: readonly string[]): string {
  return `${title}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
