// CPU time and memory of another process, as Linux tells. Source: proc(5), proc_pid_status(5); Documentation/scheduler/
// sched-stats.rst of the kernel for `schedstat`.
import { readdirSync, readFileSync } from "node:fs";
import { SetupError } from "../../scripts/setup/cache.ts";

/** Of `utime` and `stime`, µs: USER_HZ is 100 wherever Linux runs. */
const TICK_US = 10_000;

/** Throws SetupError where there is no such file system. */
export function needLinux(): void {
  if (process.platform !== "linux")
    throw new SetupError("this part of the bench reads /proc: run it on Linux, or name others (host, wire)");
}

/** CPU time of all threads of a process so far, µs; exact where the kernel keeps schedstat, else to 10 ms. */
export function cpuUs(pid: number): number {
  let ns = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      ns += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
    } catch {
      return tickedUs(pid);
    }
  }
  return ns > 0 ? ns / 1_000 : tickedUs(pid);
}

function tickedUs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // Fields 14 and 15; the second, the name, is the only one that may have blanks, and ends at the last bracket.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

/** Resident memory of a process, bytes. */
export function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1_024;
}
