// The processes below one: what it started, and what those started.
import { run } from "../../../scripts/setup/command.ts";

export type Descendant = { readonly pid: number; readonly command: string };

/** All of them now, by `ps`. */
export async function descendantsOf(pid: number): Promise<readonly Descendant[]> {
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid=,args="]);
  const all = stdout.split("\n").flatMap((line) => {
    const [, own, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return own === undefined ? [] : [{ pid: Number(own), parent: Number(parent), command }];
  });
  const below = (parent: number): readonly Descendant[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  // Not the `ps` that was asked.
  return below(pid).filter(({ command }) => !command.startsWith("ps -A"));
}

export function isAlive({ pid }: Descendant): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
