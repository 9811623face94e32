// The beginning of a root context: on_context_create, on_vm_start, on_configure.
// Source: proxy-wasm-cpp-host src/wasm.cc `start`, src/context.cc `onStart`, `onConfigure`.
import { BufferType } from "./abi.ts";
import { type Context, createContext } from "./context.ts";
import { LoadError } from "./errors.ts";
import { callback } from "./enter.ts";
import { type Machine, takeContextId } from "./machine.ts";
import type { PluginState } from "./plugin.ts";
import { discardRoot } from "./root-end.ts";
import type { RootState } from "./root-state.ts";

/** Throws a `LoadError` when the module refuses, or traps. `where` says whose configuration it was. */
export function startRoot(machine: Machine, plugin: PluginState, hasTicks: boolean, where: string): RootState {
  const root = createRootState(machine, plugin, hasTicks);
  const { context } = root;
  try {
    withConfiguration(context, plugin, () => {
      callback(context, "proxy_on_context_create", context.id, 0);
    });
    context.isCreated = true;
    if (!startVm(root)) throw new LoadError(`Failed to start ${where} Wasm`);
    if (!configure(root)) throw new LoadError(`Failed to configure ${where} Wasm plugin`);
    return root;
  } catch (error) {
    discardRoot(root);
    throw error;
  }
}

/** on_vm_start and on_configure again, on a context that is there. */
export function startAgain(root: RootState): boolean {
  return startVm(root) && configure(root);
}

function startVm({ context, machine }: RootState): boolean {
  const said = callback(context, "proxy_on_vm_start", context.id, machine.plugin.vmConfiguration.length);
  throwTrap(machine);
  return said !== 0;
}

function configure({ context, machine, plugin }: RootState): boolean {
  const said = withConfiguration(context, plugin, () =>
    callback(context, "proxy_on_configure", context.id, plugin.configuration.length),
  );
  throwTrap(machine);
  return said !== 0;
}

function throwTrap(machine: Machine): void {
  if (machine.dead !== undefined) throw new LoadError(machine.dead.message);
}

/** Its configuration can be read in these two callbacks only. What they throw of traps is told by the caller. */
function withConfiguration<T>(context: Context, plugin: PluginState, call: () => T): T {
  context.buffers[BufferType.PluginConfiguration] = plugin.configuration;
  try {
    return call();
  } finally {
    context.buffers[BufferType.PluginConfiguration] = undefined;
  }
}

function createRootState(machine: Machine, plugin: PluginState, hasTicks: boolean): RootState {
  const id = takeContextId(machine);
  const root: { -readonly [K in keyof RootState]: RootState[K] } = {
    plugin,
    machine,
    context: undefined as unknown as Context,
    grpcStreams: new Map(),
    grpcCalls: new Map(),
    neverGiven: new Set<number>(),
    httpCalls: new Map(),
    statusCode: 0,
    statusMessage: "",
    tickPeriodMs: 0,
    nextTickNs: undefined,
    cancelTimer: undefined,
    hasTicks,
    state: "live",
    onEnd: undefined,
  };
  root.context = createContext(machine, id, root, undefined);
  machine.contexts.set(id, root.context);
  machine.roots.add(root);
  return root;
}
