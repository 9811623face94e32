// Where the authorization server keeps sessions, grants, codes and tokens: LevelDB on disk, each entry with its end.
import { ClassicLevel } from "classic-level";
import type { Adapter, AdapterPayload } from "oidc-provider";

/** Seconds that an entry stays after its end, so that the server can say `expired` and not `unknown`. */
const GRACE_S = 30;
/** Between two looks for entries past their end, ms. */
const SWEEP_MS = 30_000;

type Entry = { readonly payload: AdapterPayload /** ms since the Unix epoch. */; readonly endsAt: number };

export type Store = {
  /** As oidc-provider wants it: one adapter for each kind of entry. */
  readonly adapter: (kind: string) => Adapter;
  /** Removes what is past its end. */
  readonly sweep: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Opens or makes the store. Throws when another process has it open. */
export async function openStore(folder: string): Promise<Store> {
  const level = new ClassicLevel<string, Entry>(folder, { valueEncoding: "json" });
  await level.open();

  async function find(key: string): Promise<AdapterPayload | undefined> {
    const entry = await level.get(key);
    return entry === undefined || entry.endsAt < Date.now() ? undefined : entry.payload;
  }

  /** The entry that an index names: `uid/…` of a session, `userCode/…` of a device code. */
  async function findBy(index: string): Promise<AdapterPayload | undefined> {
    const target = await level.get(index);
    const key = target?.payload["key"];
    return typeof key === "string" ? find(key) : undefined;
  }

  async function upsert(kind: string, id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const endsAt = expiresIn === undefined ? Number.MAX_SAFE_INTEGER : Date.now() + (expiresIn + GRACE_S) * 1000;
    const key = `${kind}/${id}`;
    const pointer = { payload: { key }, endsAt };
    const batch = level.batch().put(key, { payload, endsAt });
    if (kind === "Session" && payload.uid !== undefined) batch.put(`uid/${payload.uid}`, pointer);
    if (payload.userCode !== undefined) batch.put(`userCode/${payload.userCode}`, pointer);
    if (payload.grantId !== undefined) batch.put(`grant/${payload.grantId}/${key}`, pointer);
    await batch.write();
  }

  async function consume(key: string): Promise<void> {
    const entry = await level.get(key);
    if (entry === undefined) return;
    const consumed = Math.floor(Date.now() / 1000);
    await level.put(key, { ...entry, payload: { ...entry.payload, consumed } });
  }

  async function revokeByGrantId(grantId: string): Promise<void> {
    const batch = level.batch();
    for await (const [index, { payload }] of level.iterator({ gte: `grant/${grantId}/`, lt: `grant/${grantId}0` })) {
      batch.del(index).del(String(payload["key"]));
    }
    await batch.write();
  }

  async function sweep(): Promise<void> {
    const now = Date.now();
    const batch = level.batch();
    for await (const [key, { endsAt }] of level.iterator()) if (endsAt < now) batch.del(key);
    await batch.write();
  }

  const timer = setInterval(() => void sweep().catch(() => undefined), SWEEP_MS).unref();
  return {
    adapter: (kind) => ({
      find: (id) => find(`${kind}/${id}`),
      findByUid: (uid) => findBy(`uid/${uid}`),
      findByUserCode: (userCode) => findBy(`userCode/${userCode}`),
      upsert: (id, payload, expiresIn) => upsert(kind, id, payload, expiresIn),
      consume: (id) => consume(`${kind}/${id}`),
      destroy: (id) => level.del(`${kind}/${id}`),
      revokeByGrantId,
    }),
    sweep,
    async close() {
      clearInterval(timer);
      await level.close();
    },
  };
}
