// Shared data and queues of a process: what all VMs of all threads see, by vm_id.
// Source: proxy-wasm-cpp-host src/shared_data.cc, src/shared_queue.cc.
import { Status } from "./abi.ts";

/** `cas` is the number of the change that it comes from. */
export type SharedValue = { readonly bytes: Uint8Array; readonly cas: number };

/** Who hears of a queue: the root context that registered it last. */
export type QueueOwner = { readonly worker: number; readonly vmKey: string; readonly context: number };

/** Shared data and queues. Keys have one character a byte. */
export type Shared = {
  readonly get: (vmId: string, key: string) => SharedValue | undefined;
  /** `cas` 0 = always. Returns a status: OK, CAS_MISMATCH, or INTERNAL_FAILURE when there is no room. */
  readonly set: (vmId: string, key: string, bytes: Uint8Array, cas: number) => number;
  readonly keys: (vmId: string) => readonly string[];
  /** Returns the queue's id, which stays when another registers it. */
  readonly registerQueue: (vmId: string, name: string, owner: QueueOwner) => number;
  /** 0 = there is none. */
  readonly resolveQueue: (vmId: string, name: string) => number;
  /** Returns a status, and the owner to call when it is OK. */
  readonly enqueue: (queue: number, bytes: Uint8Array) => { readonly status: number; readonly owner?: QueueOwner };
  /** Returns the bytes, or the status that says why not. */
  readonly dequeue: (queue: number) => Uint8Array | number;
  /** Values, queues and messages that found no room. */
  readonly refused: () => number;
};

/** Bounds of this host: Envoy has none. */
const MAX_VALUES = 100_000;
const MAX_QUEUES = 1_000;
const MAX_QUEUED = 100_000;

type Queue = { readonly messages: Uint8Array[]; owner: QueueOwner };

/** Empty ones. */
export function createShared(): Shared {
  const values = new Map<string, Map<string, SharedValue>>();
  const tokens = new Map<string, number>();
  const queues = new Map<number, Queue>();
  let size = 0;
  let nextCas = 1;
  let refused = 0;
  return {
    get: (vmId, key) => values.get(vmId)?.get(key),
    set(vmId, key, bytes, cas) {
      let ofVm = values.get(vmId);
      if (ofVm === undefined) values.set(vmId, (ofVm = new Map()));
      const known = ofVm.get(key);
      if (known !== undefined && cas !== 0 && known.cas !== cas) return Status.CasMismatch;
      if (known === undefined && size >= MAX_VALUES) {
        refused += 1;
        return Status.InternalFailure;
      }
      if (known === undefined) size += 1;
      ofVm.set(key, { bytes, cas: nextCas });
      nextCas = nextCas === 0xffff_ffff ? 1 : nextCas + 1;
      return Status.Ok;
    },
    keys: (vmId) => [...(values.get(vmId)?.keys() ?? [])],
    registerQueue(vmId, name, owner) {
      const key = JSON.stringify([vmId, name]);
      const known = tokens.get(key);
      const queue = known === undefined ? undefined : queues.get(known);
      if (known !== undefined && queue !== undefined) {
        queue.owner = owner;
        return known;
      }
      if (queues.size >= MAX_QUEUES) {
        refused += 1;
        return 0;
      }
      const token = queues.size + 1;
      tokens.set(key, token);
      queues.set(token, { messages: [], owner });
      return token;
    },
    resolveQueue: (vmId, name) => tokens.get(JSON.stringify([vmId, name])) ?? 0,
    enqueue(token, bytes) {
      const queue = queues.get(token);
      if (queue === undefined) return { status: Status.NotFound };
      if (queue.messages.length >= MAX_QUEUED) {
        refused += 1;
        return { status: Status.InternalFailure };
      }
      queue.messages.push(bytes);
      return { status: Status.Ok, owner: queue.owner };
    },
    dequeue(token) {
      const queue = queues.get(token);
      if (queue === undefined) return Status.NotFound;
      return queue.messages.shift() ?? Status.Empty;
    },
    refused: () => refused,
  };
}
