// `npm run bench -- [PART…] [--rounds N] [--write]`.

export const PARTS = ["host", "wire", "aggregator", "envoy"] as const;
export type Part = (typeof PARTS)[number];

/** `rounds` undefined: each part's own number. */
export type Arguments =
  | {
      readonly kind: "run";
      readonly parts: readonly Part[];
      readonly rounds: number | undefined;
      readonly writes: boolean;
    }
  | { readonly kind: "mistake"; readonly message: string };

const MOST_ROUNDS = 1_000;

/** Total: what is wrong comes back as a message with the remedy. No part named: all. */
export function parseArguments(args: readonly string[]): Arguments {
  const parts: Part[] = [];
  let rounds: number | undefined;
  let writes = false;
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? "";
    const part = PARTS.find((name) => name === arg);
    if (part !== undefined) parts.push(part);
    else if (arg === "--write") writes = true;
    else if (arg === "--rounds") {
      i += 1;
      rounds = Number(args[i]);
      if (!Number.isInteger(rounds) || rounds < 1 || rounds > MOST_ROUNDS)
        return { kind: "mistake", message: `--rounds: want a number from 1 to ${MOST_ROUNDS}, got "${args[i] ?? ""}"` };
    } else return { kind: "mistake", message: `"${arg}": want ${PARTS.join(", ")}, --rounds N or --write` };
  }
  return {
    kind: "run",
    parts: parts.length === 0 ? PARTS : PARTS.filter((part) => parts.includes(part)),
    rounds,
    writes,
  };
}
