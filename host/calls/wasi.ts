// The part of WASI that does something. Source: proxy-wasm-cpp-host src/exports.cc, `wasi_unstable_*`.
import { Errno, MAX_RANDOM_BYTES } from "../abi.ts";
import type { Machine } from "../machine.ts";
import { writeLog } from "./general.ts";
import { blame, isInside, putU32, putU64, textAt, viewAt } from "./memory.ts";

/** Functions by name; each returns an `Errno`. */
export const WASI = {
  fd_write: fdWrite,
  fd_pwrite: (machine: Machine, fd: number, at: number, count: number, _offset: bigint, out: number) =>
    fdWrite(machine, fd, at, count, out),
  clock_time_get: clockTime,
  clock_res_get: (machine: Machine, id: number, out: number): number => {
    if (id !== REALTIME && id !== MONOTONIC) return Errno.Notsup;
    return putU64(machine, out, 1n) ? Errno.Success : Errno.Fault;
  },
  random_get: randomGet,
  environ_get: environGet,
  environ_sizes_get: environSizes,
  args_get: () => Errno.Success,
  args_sizes_get: (machine: Machine, count: number, size: number): number =>
    putU32(machine, count, 0) && putU32(machine, size, 0) ? Errno.Success : Errno.Fault,
  // It does not end anything: what stands behind it runs.
  proc_exit: (machine: Machine, code: number): number => {
    blame(machine, "exit", `proc_exit(${code})`);
    say(machine, "wasi_unstable proc_exit");
    return 0;
  },
  fd_seek: (machine: Machine): number => (say(machine, "wasi_unstable fd_seek"), Errno.Success),
  fd_close: (machine: Machine): number => (say(machine, "wasi_unstable fd_close"), Errno.Success),
  fd_fdstat_get: fdstatGet,
} as const;

const REALTIME = 0;
const MONOTONIC = 1;
const LEVEL_OF_FD: Readonly<Record<number, number>> = { 1: 2, 2: 4 };
/** Parts of one write; Envoy has no bound. */
const MAX_IOVECS = 1_024;
const RIGHT_FD_WRITE = 64n;

function say(machine: Machine, text: string): void {
  machine.process.log.write({ level: "error", prefix: "", text, worker: machine.worker });
}

/** fd 1 is a line at info, fd 2 at error. */
function fdWrite(machine: Machine, fd: number, at: number, count: number, out: number): number {
  const level = LEVEL_OF_FD[fd];
  if (level === undefined) return Errno.Badf;
  if (count >>> 0 > MAX_IOVECS) return Errno.Inval;
  let text = "";
  let written = 0;
  for (let i = 0; i < count; i += 1) {
    const entry = (at >>> 0) + i * 8;
    if (!isInside(machine, entry, 8)) return Errno.Fault;
    const [from, size] = [machine.bytes.readUInt32LE(entry), machine.bytes.readUInt32LE(entry + 4)];
    if (!isInside(machine, from, size)) return Errno.Fault;
    text += textAt(machine, from, size);
    written += size;
  }
  if (written > 0) writeLog(machine, level, text.endsWith("\n") ? text.slice(0, -1) : text);
  return putU32(machine, out, written) ? Errno.Success : Errno.Fault;
}

function clockTime(machine: Machine, id: number, _precision: bigint, out: number): number {
  const { clock } = machine.process;
  if (id !== REALTIME && id !== MONOTONIC) return Errno.Notsup;
  const now = id === REALTIME ? clock.realtimeNs() : clock.monotonicNs();
  const { otherBytes } = machine;
  if (otherBytes === undefined) return putU64(machine, out, now) ? Errno.Success : Errno.Fault;
  return putU64(machine, out, Buffer.concat([otherBytes, Buffer.alloc(8)]).readBigUInt64LE())
    ? Errno.Success
    : Errno.Fault;
}

function randomGet(machine: Machine, at: number, size: number): number {
  if (size >>> 0 > MAX_RANDOM_BYTES) return Errno.Inval;
  if (!isInside(machine, at, size)) return Errno.Fault;
  const bytes = viewAt(machine, at, size);
  machine.process.random(bytes);
  if (machine.otherBytes !== undefined) bytes.set(machine.otherBytes.subarray(0, bytes.length));
  return Errno.Success;
}

function environGet(machine: Machine, listAt: number, textOut: number): number {
  let [list, at] = [listAt >>> 0, textOut >>> 0];
  for (const [name, value] of machine.plugin.environment) {
    const text = Buffer.from(`${name}=${value}\0`);
    if (!putU32(machine, list, at) || !isInside(machine, at, text.length)) return Errno.Fault;
    machine.bytes.set(text, at);
    list += 4;
    at += text.length;
  }
  return Errno.Success;
}

function environSizes(machine: Machine, countOut: number, sizeOut: number): number {
  const { environment } = machine.plugin;
  const size = environment.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value) + 2,
    0,
  );
  return putU32(machine, countOut, environment.length) && putU32(machine, sizeOut, size) ? Errno.Success : Errno.Fault;
}

/** Only standard output and error are there, and can only be written. */
function fdstatGet(machine: Machine, fd: number, out: number): number {
  if (LEVEL_OF_FD[fd] === undefined) return Errno.Badf;
  const at = out >>> 0;
  const isSaid = putU64(machine, at, 0n) && putU64(machine, at + 8, RIGHT_FD_WRITE) && putU64(machine, at + 16, 0n);
  return isSaid ? Errno.Success : Errno.Fault;
}
