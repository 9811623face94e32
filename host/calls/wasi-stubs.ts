// The part of WASI that says no. Source: proxy-wasm-cpp-host src/exports.cc, `wasi_unstable_*`.
import { Errno } from "../abi.ts";
import type { Machine } from "../machine.ts";
import { putU32, putU64 } from "./memory.ts";

type Stub = (machine: Machine, ...args: readonly never[]) => number;

const always =
  (errno: number): Stub =>
  () =>
    errno;
/** Standard output and error take it in silence; there is no other file. */
const onlyOutput: Stub = (_machine: Machine, fd: number) => (fd === 1 || fd === 2 ? Errno.Success : Errno.Badf);

/** Functions by name; each returns an `Errno` and does nothing. */
export const WASI_STUBS: Readonly<Record<string, Stub>> = {
  sched_yield: always(Errno.Success),
  fd_advise: always(Errno.Success),
  poll_oneoff: (machine: Machine, _in: number, _out: number, _count: number, eventsOut: number) =>
    putU32(machine, eventsOut, 0) ? Errno.Success : Errno.Fault,
  path_open: always(Errno.Noent),
  fd_prestat_get: always(Errno.Badf),
  fd_filestat_get: always(Errno.Badf),
  fd_prestat_dir_name: always(Errno.Nosys),
  fd_read: always(Errno.Nosys),
  fd_pread: always(Errno.Nosys),
  fd_fdstat_set_flags: always(Errno.Nosys),
  fd_allocate: onlyOutput,
  fd_datasync: onlyOutput,
  fd_sync: onlyOutput,
  fd_fdstat_set_rights: onlyOutput,
  fd_filestat_set_size: onlyOutput,
  fd_filestat_set_times: onlyOutput,
  fd_readdir: (machine: Machine, _fd: number, _at: number, _size: number, _cookie: bigint, out: number) =>
    putU32(machine, out, 0) ? Errno.Notdir : Errno.Fault,
  fd_renumber: (_machine: Machine, fd: number, to: number) =>
    (fd === 1 || fd === 2) && (to === 1 || to === 2) ? Errno.Notsup : Errno.Badf,
  fd_tell: (machine: Machine, fd: number, out: number) => {
    if (fd !== 1 && fd !== 2) return Errno.Badf;
    return putU64(machine, out, 0n) ? Errno.Success : Errno.Fault;
  },
  path_readlink: (
    machine: Machine,
    _fd: number,
    _at: number,
    _size: number,
    _into: number,
    _room: number,
    out: number,
  ) => (putU32(machine, out, 0) ? Errno.Notsup : Errno.Fault),
  sock_accept: (machine: Machine, _fd: number, _flags: number, out: number) =>
    putU64(machine, out, 0n) ? Errno.Notsup : Errno.Fault,
  sock_recv: (machine: Machine, _fd: number, _at: number, _count: number, _flags: number, out: number) =>
    putU32(machine, out, 0) ? Errno.Notsup : Errno.Fault,
  sock_send: (machine: Machine, _fd: number, _at: number, _count: number, _flags: number, out: number) =>
    putU32(machine, out, 0) ? Errno.Notsup : Errno.Fault,
  ...Object.fromEntries(
    [
      "path_create_directory",
      "path_filestat_get",
      "path_filestat_set_times",
      "path_link",
      "path_remove_directory",
      "path_rename",
      "path_symlink",
      "path_unlink_file",
      "sock_shutdown",
    ].map((name) => [name, always(Errno.Notsup)]),
  ),
};
