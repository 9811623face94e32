// What a process of ours holds in memory, as the kernel counts it.
import { readFileSync } from "node:fs";

/** Bytes of a page in `statm`: 4 KiB wherever Envoy is published for, x86-64 and arm64. */
const PAGE_BYTES = 4096;

/** Resident bytes of a process. Throws when it is gone. Source: proc(5), /proc/PID/statm, second field. */
export function residentBytes(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  return pages * PAGE_BYTES;
}

export type MemoryWatch = {
  /** The largest seen so far, bytes. */
  readonly peak: () => number;
  readonly stop: () => void;
};

/** Looks four times a second until stopped, or the process is gone. */
export function watchMemory(pid: number): MemoryWatch {
  let peak = residentBytes(pid);
  const look = (): void => {
    try {
      peak = Math.max(peak, residentBytes(pid));
    } catch {
      clearInterval(timer);
    }
  };
  const timer = setInterval(look, 250);
  return { peak: () => peak, stop: () => clearInterval(timer) };
}
