// What Envoy's log shows so far: whether the effect of a step is there.
import type { BorderEvent } from "../../../host/conformance/events.ts";
import type { Step } from "../../../host/conformance/scenario.ts";

/** How often a callback has returned, or trapped. */
export function returns(events: readonly BorderEvent[], name: string): number {
  return events.filter((event) => event.name === name && (event.kind === "returned" || event.kind === "trapped"))
    .length;
}

/** Whether the callback has returned; of a body, whether all bytes and its end have come. */
export function isSeen(events: readonly BorderEvent[], name: string, step: Step): boolean {
  if (returns(events, name) === 0) return false;
  if (step.do !== "request_body" && step.do !== "response_body") return true;
  let bytes = 0;
  let hasEnd = false;
  for (const event of events) {
    if (event.name !== name || event.kind !== "callback") continue;
    bytes += Number(event.args[1]);
    if (event.args[2] === "1") hasEnd = true;
  }
  return bytes >= Buffer.byteLength(step.text) && (step.end !== true || hasEnd);
}

/** Contexts whose on_done was called: streams have a log before it, roots have none. */
export function ended(events: readonly BorderEvent[]): { readonly streams: number; readonly roots: number } {
  const logged = new Set<string>();
  let streams = 0;
  let roots = 0;
  for (const event of events) {
    if (event.kind !== "callback") continue;
    const context = contextOf(event);
    if (event.name === "proxy_on_log") logged.add(context);
    if (event.name !== "proxy_on_done") continue;
    if (logged.has(context)) streams += 1;
    else roots += 1;
  }
  return { streams, roots };
}

/** How many roots have had a tick that is over. */
export function rootsTicked(events: readonly BorderEvent[]): number {
  const open = new Map<number, string>();
  const over = new Set<string>();
  for (const event of events) {
    if (event.name !== "proxy_on_tick") continue;
    if (event.kind === "callback") open.set(event.vm, contextOf(event));
    const root = open.get(event.vm);
    if (event.kind === "returned" && root !== undefined) over.add(root);
  }
  return over.size;
}

function contextOf({ vm, args }: BorderEvent & { readonly kind: "callback" }): string {
  return `${vm} ${args[0] ?? ""}`;
}
