import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { PartError } from "../../demo/processes/part.ts";
import { createParts, EndedError } from "../../demo/processes/parts.ts";
import { ANY_PORTS } from "../../demo/processes/ports.ts";
import { startStack } from "../../demo/stack.ts";
import { start } from "../system/support/processes.ts";
import { until } from "../system/support/until.ts";
import { type Descendant, descendantsOf, isAlive } from "./support/descendants.ts";

const KILLED = fileURLToPath(new URL("support/killed.ts", import.meta.url));
const NO_ENVOY = {
  envoy: { kind: "envoy", path: "/no/such/envoy", version: "0.0.0" },
  wasm: "/no/such/filter.wasm",
} as const;

const started: Descendant[] = [];
after(() => {
  for (const one of started.filter(isAlive)) process.kill(one.pid, "SIGKILL");
});

/** Below this process, but for the compiler that tsx keeps. */
async function left(): Promise<readonly string[]> {
  const all = await descendantsOf(process.pid);
  return all.map(({ command }) => command).filter((command) => !command.includes("/esbuild "));
}

async function nothingIsLeft(): Promise<void> {
  await until("nothing is left", async () => (await left()).length === 0).catch(async () =>
    assert.deepEqual(await left(), []),
  );
}

test("a part is the program itself: its words, its exit code", async () => {
  const parts = createParts();
  const part = parts.start("a part", "sh", ["-c", "echo said; echo $$; exit 3"]);
  assert.deepEqual(await part.exited, { code: 3, signal: null });
  assert.equal(part.output(), `said\n${part.pid}\n`);
  await assert.rejects(parts.broken, {
    message: "a part: ended by itself (exit code 3); its last output:\n  said\n  " + part.pid,
  });
  await nothingIsLeft();
});

test("parts end together, and none begins afterwards", async () => {
  const parts = createParts();
  const one = parts.start("one", "sleep", ["600"]);
  const other = parts.start("other", "sleep", ["600"]);
  await parts.stop();
  assert.deepEqual([(await one.exited).signal, (await other.exited).signal], ["SIGTERM", "SIGTERM"]);
  assert.throws(() => parts.start("late", "sleep", ["600"]), EndedError);
  await nothingIsLeft();
});

test("nothing outlives a demo that is killed as soon as its parts have begun, however deaf they are", async () => {
  const demo = start(process.execPath, ["--import", "tsx", KILLED], { name: "killed" });
  await demo.exited;
  const parts = [...demo.output().matchAll(/^(\d+) (.+)$/gm)].map(([, pid, command = ""]) => ({
    pid: Number(pid),
    command,
  }));
  started.push(...parts);
  assert.deepEqual(
    parts.map(({ command }) => command),
    ["obedient", "deaf"],
  );
  await until("both are gone", () => !parts.some(isAlive));
});

test("of a stack that cannot start, nothing is left, also of what was still starting", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  t.after(() => server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const ports = { grpc: (server.address() as AddressInfo).port, metrics: 0 };
  const { signal } = new AbortController();
  await assert.rejects(
    startStack(NO_ENVOY, ports, signal),
    (error) => error instanceof PartError && error.message.startsWith("aggregator: ended"),
  );
  assert.deepEqual(await left(), []);
  await assert.rejects(
    startStack(NO_ENVOY, ANY_PORTS, signal),
    /^PartError: Envoy \(server side\): ended \(127\) before it was up/,
  );
  await nothingIsLeft();
});

test("a stack that is told to end while it starts leaves nothing", async () => {
  const end = new AbortController();
  const starting = startStack(NO_ENVOY, ANY_PORTS, end.signal);
  starting.catch(() => undefined);
  await until("a part is there", async () => (await left()).length > 0);
  end.abort();
  // By what was starting then, not by the Envoy that would have come next.
  await assert.rejects(starting, ({ name, cause }: Error) => {
    return name === "EndedError" && cause instanceof Error && !cause.message.startsWith("Envoy");
  });
  await nothingIsLeft();
  await assert.rejects(startStack(NO_ENVOY, ANY_PORTS, end.signal), EndedError);
});
