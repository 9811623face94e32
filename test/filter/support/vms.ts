// Several threads of one process with the same configuration, each with a VM of its own; and the board as they wrote it.
import assert from "node:assert/strict";
import type { MemoryStream } from "../../../host/grpc-memory.ts";
import type { Root } from "../../../host/types.ts";
import { createPlayedEnvoy, type PlayedEnvoy } from "./played-envoy.ts";
import { createPlayedProcess, type PlayedProcess, type SharedMode } from "./played-process.ts";
import { requestOf, welcome } from "./wire.ts";

export type Vm = { readonly envoy: PlayedEnvoy; readonly root: Root };

/** Layout of the board, filter/stream/board.ts: bytes. */
export const BOARD_HEAD = 16;
export const SLOT = 48;
/** Between two writes of a slot. */
export const EVERY_MS = 5_000;

export const TOKEN_REQUEST = {
  path: "/token",
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  chunks: ["grant_type=client_credentials&client_id=a&client_secret=b"],
} as const;

export function configuration(more: object = {}): string {
  return JSON.stringify({
    aggregator: { cluster: "aggregator" },
    vantage: "server",
    issuers: [{ name: "corp", hosts: ["sso.test"], endpoints: { token: ["/token"] } }],
    ...more,
  });
}

export function startVms(
  count: number,
  more: object = {},
  mode: SharedMode = "kept",
): { readonly process: PlayedProcess; readonly vms: readonly Vm[] } {
  const process = createPlayedProcess({ shared: mode });
  return { process, vms: Array.from({ length: count }, () => startVm(process, more)) };
}

/** One thread more. */
export function startVm(process: PlayedProcess, more: object = {}): Vm {
  const envoy = createPlayedEnvoy({ process });
  return { envoy, root: envoy.addRoot(configuration(more)) };
}

/** One token exchange, which opens the root's stream. */
export function exchange({ envoy, root }: Vm): void {
  envoy.exchange(root, TOKEN_REQUEST, { status: 400 });
}

export function streamOf({ envoy }: Vm): MemoryStream {
  const found = envoy.streams().at(-1);
  assert.ok(found !== undefined, "no stream was opened");
  return found;
}

/** The aggregator welcomes the root's stream, and the next heartbeat goes out. */
export function welcomed(vm: Vm): void {
  streamOf(vm).message(welcome(65_536));
  vm.envoy.tick(vm.root, EVERY_MS);
}

// oxlint-disable-next-line typescript/no-explicit-any -- the shape is that of the message
export function lastHeartbeat(vm: Vm): any {
  const found = streamOf(vm)
    .sent.map(requestOf)
    .findLast(({ heartbeat }) => heartbeat !== undefined);
  assert.ok(found !== undefined, "no heartbeat was sent");
  return found.heartbeat;
}

export function boardName(process: PlayedProcess): string {
  return nameLike(process, "board");
}

export function controlName(process: PlayedProcess): string {
  return nameLike(process, "control");
}

function nameLike(process: PlayedProcess, kind: string): string {
  const found = process.names().find((name) => name.startsWith(`oauth_flow.${kind}.1.`));
  assert.ok(found !== undefined, `no ${kind} was written`);
  return found;
}

export type SlotSeen = {
  readonly seen: number;
  readonly emitted: number;
  readonly dropped: number;
  readonly inFlight: number;
  readonly ended: boolean;
  /** Since the last write, ms. */
  readonly age: number;
};

/** The board as it is now. */
export function boardOf(process: PlayedProcess): {
  readonly unlisted: number;
  readonly slots: readonly SlotSeen[];
} {
  const board = process.value(boardName(process));
  const number = (at: number): number => Number(board.readBigUInt64LE(at));
  const slots = Array.from({ length: (board.length - BOARD_HEAD) / SLOT }, (_, index) => {
    const at = BOARD_HEAD + index * SLOT;
    return {
      seen: number(at + 16),
      emitted: number(at + 24),
      dropped: number(at + 32),
      inFlight: board.readUInt32LE(at + 40),
      ended: board.readUInt32LE(at + 44) === 1,
      age: Number((process.clock.monotonicNs() - board.readBigUInt64LE(at + 8)) / 1_000_000n),
    };
  });
  return { unlisted: board.readUInt32LE(8), slots };
}
