// Plays a scenario on the host of this folder, and gives what crossed the border there.
import { LoadError } from "../errors.ts";
import { createHost } from "../index.ts";
import type { Direction, Host, PluginOptions, Root, Worker } from "../types.ts";
import type { BorderEvent } from "./events.ts";
import { createHostTrace } from "./host-trace.ts";
import { createScriptedPeer } from "./scripted-peer.ts";
import { createScriptedStreams, type Place } from "./scripted-streams.ts";
import type { PeerStep, Scenario, ScenarioListener, StreamStep } from "./scenario.ts";

/** `wasm` is the module. Throws when it was to be refused and was not, or the other way round. */
export function playOnHost(scenario: Scenario, wasm: Uint8Array): readonly BorderEvent[] {
  const trace = createHostTrace();
  const peer = createScriptedPeer(scenario);
  const host = createHost({
    profile: "envoy-1.40",
    node: { id: "node", cluster: "conformance" },
    logLevel: "trace",
    grpc: peer.grpc,
    http: peer.http,
    strict: { violations: "collect", mayPause: true },
    traps: "policy",
    trace: trace.sink,
    log: trace.log,
  });
  trace.watch(host);
  const threads: Worker[] = [];
  const load = (configuration?: string): readonly Root[] =>
    startListeners(host, threads, scenario, wasm, configuration);
  if (scenario.refused === true) {
    try {
      load();
    } catch (error) {
      if (error instanceof LoadError) return trace.events();
      throw error;
    }
    throw new Error(`${scenario.title}: the host took it, and was to refuse`);
  }
  for (let worker = 0; worker < (scenario.concurrency ?? 1); worker += 1) threads.push(host.worker());
  let roots = load();
  const streams = createScriptedStreams(scenario, (listener) => placeOf(scenario, roots, listener));
  for (const step of scenario.steps) {
    if (step.do === "stop") streams.cut();
    else if (step.do === "tick") for (const root of allRoots(host, threads)) root.tick();
    else if (step.do === "update") roots = update(host, threads, roots, step, load);
    else if (isPeerStep(step)) peer.play(step);
    else streams.play(step);
    peer.afterCallback();
    host.settle();
  }
  host.shutdown();
  return trace.events();
}

function isPeerStep(step: PeerStep | StreamStep): step is PeerStep {
  return step.do.startsWith("peer_");
}

/** Each listener's plugin is loaded, then started on every worker. Gives the roots of the first worker, by listener. */
function startListeners(
  host: Host,
  threads: readonly Worker[],
  scenario: Scenario,
  wasm: Uint8Array,
  configuration: string | undefined,
): readonly Root[] {
  const plugins = listenersOf(scenario).map((listener) => host.load(pluginOf(scenario, listener, wasm, configuration)));
  const roots = threads.map((thread) => plugins.map((plugin) => thread.root(plugin)));
  return roots[0] ?? [];
}

/** The new configuration comes, and then the old one goes, on every thread. */
function update(
  host: Host,
  threads: readonly Worker[],
  roots: readonly Root[],
  step: { readonly configuration: string; readonly refused?: boolean },
  load: (configuration: string) => readonly Root[],
): readonly Root[] {
  const old = allRoots(host, threads);
  let fresh: readonly Root[];
  try {
    fresh = load(step.configuration);
  } catch (error) {
    if (step.refused === true && error instanceof LoadError) return roots;
    throw error;
  }
  for (const root of old) root.shutdown();
  return fresh;
}

function allRoots(host: Host, threads: readonly Worker[]): readonly Root[] {
  return [host.main, ...threads].flatMap((thread) => thread.roots());
}

function placeOf(scenario: Scenario, roots: readonly Root[], listener: string | undefined): Place {
  const listeners = listenersOf(scenario);
  const at = listener === undefined ? 0 : listeners.findIndex(({ name }) => name === listener);
  const [root, found] = [roots[at], listeners[at]];
  if (root === undefined || found === undefined) throw new Error(`${scenario.title}: no listener ${listener ?? ""}`);
  return { root, direction: directionOf(found) };
}

function directionOf({ direction }: ScenarioListener): Direction {
  return direction.toLowerCase() as Lowercase<ScenarioListener["direction"]>;
}

function listenersOf({ listeners }: Scenario): readonly ScenarioListener[] {
  return listeners ?? [{ name: "in", direction: "INBOUND" }];
}

function pluginOf(
  { module, rootId = module, configuration, capabilities = [] }: Scenario,
  listener: ScenarioListener,
  wasm: Uint8Array,
  updated: string | undefined,
): PluginOptions {
  return {
    wasm,
    name: module,
    rootId,
    vmId: module,
    configuration: updated ?? listener.configuration ?? configuration,
    direction: directionOf(listener),
    capabilities,
    failure: "fail_open",
  };
}
