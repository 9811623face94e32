import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mock, test, type TestContext } from "node:test";
import { openStore, type Store } from "../../demo/authorization-server/store.ts";

async function opened(context: TestContext): Promise<{ readonly store: Store; readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "oauth-flow-store-"));
  const store = await openStore(folder);
  context.after(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  return { store, folder };
}

test("what is stored is there after the store was closed", async (t) => {
  const { store, folder } = await opened(t);
  await store.adapter("RefreshToken").upsert("r1", { jti: "r1", accountId: "ann" }, 60);
  await store.close();
  const again = await openStore(folder);
  assert.equal((await again.adapter("RefreshToken").find("r1"))?.accountId, "ann");
  await again.close();
});

test("kinds are apart, and what is destroyed is gone", async (t) => {
  const { store } = await opened(t);
  await store.adapter("AccessToken").upsert("same", { jti: "same" }, 60);
  assert.equal(await store.adapter("RefreshToken").find("same"), undefined);
  await store.adapter("AccessToken").destroy("same");
  assert.equal(await store.adapter("AccessToken").find("same"), undefined);
});

test("a session is found by its uid, a device code by its user code", async (t) => {
  const { store } = await opened(t);
  await store.adapter("Session").upsert("s1", { jti: "s1", uid: "u1" }, 60);
  await store.adapter("DeviceCode").upsert("d1", { jti: "d1", userCode: "ABCD" }, 60);
  assert.equal((await store.adapter("Session").findByUid("u1"))?.jti, "s1");
  assert.equal((await store.adapter("DeviceCode").findByUserCode("ABCD"))?.jti, "d1");
  assert.equal(await store.adapter("DeviceCode").findByUserCode("WXYZ"), undefined);
});

test("a consumed code says when", async (t) => {
  const { store } = await opened(t);
  const codes = store.adapter("AuthorizationCode");
  await codes.upsert("c1", { jti: "c1" }, 60);
  await codes.consume("c1");
  assert.equal(typeof (await codes.find("c1"))?.consumed, "number");
});

test("revoking a grant takes all its tokens, and no other's", async (t) => {
  const { store } = await opened(t);
  await store.adapter("AccessToken").upsert("a1", { jti: "a1", grantId: "g" }, 60);
  await store.adapter("RefreshToken").upsert("r1", { jti: "r1", grantId: "g" }, 60);
  await store.adapter("RefreshToken").upsert("r2", { jti: "r2", grantId: "g0" }, 60);
  await store.adapter("RefreshToken").revokeByGrantId("g");
  assert.equal(await store.adapter("AccessToken").find("a1"), undefined);
  assert.equal(await store.adapter("RefreshToken").find("r1"), undefined);
  assert.equal((await store.adapter("RefreshToken").find("r2"))?.jti, "r2");
});

test("an entry stays half a minute after its end, so that it can be called expired, and then goes", async (t) => {
  const { store } = await opened(t);
  const clock = mock.timers;
  t.after(() => clock.reset());
  clock.enable({ apis: ["Date"], now: 1_000_000 });
  await store.adapter("RefreshToken").upsert("r1", { jti: "r1" }, 1);
  clock.setTime(1_000_000 + 31_000);
  assert.equal((await store.adapter("RefreshToken").find("r1"))?.jti, "r1");
  clock.setTime(1_000_000 + 31_001);
  assert.equal(await store.adapter("RefreshToken").find("r1"), undefined);
  await store.sweep();
  clock.setTime(1_000_000);
  assert.equal(await store.adapter("RefreshToken").find("r1"), undefined);
});
