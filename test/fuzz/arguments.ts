// `npm run fuzz -- [--exchanges N] [--seed S] [--workers W] [--episode SEED/INDEX]`.

export type Arguments =
  | { readonly kind: "run"; readonly exchanges: number; readonly seed: string; readonly workers: number }
  /** One episode again, in this process. */
  | { readonly kind: "episode"; readonly name: string }
  | { readonly kind: "mistake"; readonly message: string };

export const FLAGS = ["--exchanges", "--seed", "--workers", "--episode"] as const;
const MOST_EXCHANGES = 1_000_000_000;
const MOST_WORKERS = 64;

/** Total: what is wrong comes back as a message with the remedy. `freshSeed` is taken where none is said. */
export function parseArguments(args: readonly string[], freshSeed: string): Arguments {
  let exchanges = 10_000_000;
  let workers = 2;
  let seed = freshSeed;
  for (let at = 0; at < args.length; at += 2) {
    const flag = args[at] ?? "";
    const value = args[at + 1] ?? "";
    if (flag === "--episode") {
      if (/^[\w.-]+\/\d+$/.test(value)) return { kind: "episode", name: value };
      return { kind: "mistake", message: `--episode: want SEED/INDEX as a report names it, got "${value}"` };
    }
    if (flag === "--seed") {
      if (!/^[\w.-]+$/.test(value))
        return { kind: "mistake", message: `--seed: want letters and digits, got "${value}"` };
      seed = value;
    } else if (flag === "--exchanges" || flag === "--workers") {
      const most = flag === "--exchanges" ? MOST_EXCHANGES : MOST_WORKERS;
      const number = Number(value);
      if (!Number.isInteger(number) || number < 1 || number > most)
        return { kind: "mistake", message: `${flag}: want a number from 1 to ${most}, got "${value}"` };
      if (flag === "--exchanges") exchanges = number;
      else workers = number;
    } else return { kind: "mistake", message: `"${flag}": want ${FLAGS.join(", ")}` };
  }
  return { kind: "run", exchanges, seed, workers };
}
