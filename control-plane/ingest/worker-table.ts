import type { KnownWorker } from "./worker.ts";

/** Known workers, by epoch and by proxy. Bounded: `add` forgets one where there is no room. Whose node, word or end changes is to be filed anew. */
export type WorkerTable = {
  readonly isFull: boolean;
  get(epoch: string): KnownWorker | undefined;
  all(): Iterable<KnownWorker>;
  /** Of a proxy, by node id: those that have spoken and have not gone. */
  speakersOf(node: string): Iterable<KnownWorker>;
  /** Of a proxy: those that only a board has named. */
  namedOf(node: string): ReadonlySet<KnownWorker>;
  /** One that is not there yet. Where it is full one is forgotten: of those aside, else the one heard longest ago. */
  add(worker: KnownWorker): void;
  /** It is the one heard last. */
  renew(worker: KnownWorker): void;
  /** Where its proxy has it, from what is known of it now. */
  file(worker: KnownWorker): void;
  /** Aside: among the first to be forgotten. */
  setAside(worker: KnownWorker, isAside: boolean): void;
  remove(worker: KnownWorker): void;
};

type Proxy = { readonly speakers: Set<KnownWorker>; readonly named: Set<KnownWorker> };

const NOBODY: ReadonlySet<KnownWorker> = new Set();

export function createWorkerTable(capacity: number): WorkerTable {
  /** In the order in which they were heard. */
  const workers = new Map<string, KnownWorker>();
  const proxies = new Map<string, Proxy>();
  const aside = new Set<KnownWorker>();

  function proxyOf(node: string): Proxy {
    const known = proxies.get(node);
    if (known !== undefined) return known;
    const proxy: Proxy = { speakers: new Set(), named: new Set() };
    proxies.set(node, proxy);
    return proxy;
  }

  function leaveProxy(worker: KnownWorker): void {
    const proxy = proxies.get(worker.node);
    if (proxy === undefined) return;
    proxy.speakers.delete(worker);
    proxy.named.delete(worker);
    if (proxy.speakers.size + proxy.named.size === 0) proxies.delete(worker.node);
  }

  function remove(worker: KnownWorker): void {
    workers.delete(worker.epoch);
    aside.delete(worker);
    leaveProxy(worker);
  }

  function forgetOne(): void {
    const [first] = aside;
    if (first !== undefined) return remove(first);
    const [longestAgo] = workers.values();
    if (longestAgo !== undefined) remove(longestAgo);
  }

  return {
    get isFull() {
      return workers.size >= capacity;
    },
    get: (epoch) => workers.get(epoch),
    all: () => workers.values(),
    speakersOf: (node) => proxies.get(node)?.speakers ?? NOBODY,
    namedOf: (node) => proxies.get(node)?.named ?? NOBODY,
    add(worker) {
      if (workers.size >= capacity) forgetOne();
      workers.set(worker.epoch, worker);
    },
    renew(worker) {
      workers.delete(worker.epoch);
      workers.set(worker.epoch, worker);
    },
    setAside(worker, isAside) {
      if (isAside) aside.add(worker);
      else aside.delete(worker);
    },
    file(worker) {
      if (worker.hasSpoken && worker.isGone) return leaveProxy(worker);
      const { speakers, named } = proxyOf(worker.node);
      if (worker.hasSpoken) named.delete(worker);
      (worker.hasSpoken ? speakers : named).add(worker);
    },
    remove,
  };
}
