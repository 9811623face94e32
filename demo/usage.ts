// The command line of `npm start`.

export const USAGE = `usage: npm start [-- [--port N | --once [--json]] [--seed N]]

  (none)    keeps real OAuth flows running; metrics on http://localhost:9102/metrics; Ctrl-C ends it
  --once    plays one round, then compares what the clients did with what the metrics say;
            exit 1 when they differ, or when the ledger of records is open
  --json    with --once: the comparison as JSON
  --port N  another port for the metrics; 0 is any free one
  --seed N  varies order and numbers; the same N gives the same round (default 1; without --once: the clock)
  --help    this`;

export type Usage =
  | { readonly kind: "once"; readonly json: boolean; readonly seed: number }
  | { readonly kind: "keep"; readonly seed: number | undefined; readonly port: number | undefined }
  | { readonly kind: "help" }
  /** `message` names the flag and the remedy. */
  | { readonly kind: "wrong"; readonly message: string };

const LIMITS = { "--seed": 2 ** 32 - 1, "--port": 65_535 } as const;

export function usageOf(args: readonly string[]): Usage {
  const flags = new Set<string>();
  const numbers = new Map<string, number>();
  const left = args.flatMap((arg) => (arg.startsWith("--") ? arg.split(/=(.*)/s, 2) : [arg]));
  for (let flag = left.shift(); flag !== undefined; flag = left.shift()) {
    if (flag === "--help" || flag === "-h") return { kind: "help" };
    if (flag === "--once" || flag === "--json") flags.add(flag);
    else if (flag === "--seed" || flag === "--port") {
      const value = left.shift() ?? "";
      if (!/^\d{1,10}$/.test(value) || Number(value) > LIMITS[flag]) {
        return wrong(
          `${flag}: want an integer from 0 to ${LIMITS[flag]}, got ${value === "" ? "nothing" : `"${value}"`}`,
        );
      }
      numbers.set(flag, Number(value));
    } else return wrong(`${flag}: no such flag; npm start -- --help lists them`);
  }
  const seed = numbers.get("--seed");
  const port = numbers.get("--port");
  if (!flags.has("--once")) {
    if (flags.has("--json")) return wrong("--json: only with --once, which has something to print");
    return { kind: "keep", seed, port };
  }
  if (port !== undefined) return wrong("--port: not with --once, which takes free ports");
  return { kind: "once", json: flags.has("--json"), seed: seed ?? 1 };
}

function wrong(message: string): Usage {
  return { kind: "wrong", message };
}
