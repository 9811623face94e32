// Reads a scenario. What is wrong is said with its place.
import type { Scenario, Step } from "./scenario.ts";
import {
  type Check,
  flag,
  fields,
  isOneOf,
  listOf,
  need,
  number,
  pairs,
  parts,
  text,
  values,
} from "./scenario-checks.ts";

const LISTENER: Check = parts({
  name: need(text),
  direction: need(isOneOf("INBOUND", "OUTBOUND", "UNSPECIFIED")),
  configuration: text,
});

/** Where a step is about a stream, and what it leads to. */
const ABOUT = { stream: number, until: text } as const;
const FIELDS = { headers: need(pairs), ...ABOUT } as const;
const BODY = { text: need(text), end: flag, ...ABOUT } as const;

const STEPS: Readonly<Record<Step["do"], Readonly<Record<string, Check>>>> = {
  request: { headers: need(pairs), end: flag, until: text, listener: text, text },
  request_body: BODY,
  request_trailers: FIELDS,
  response: { ...FIELDS, end: flag, text },
  response_body: BODY,
  response_trailers: FIELDS,
  interim: FIELDS,
  reply: { ...FIELDS, text, properties: values },
  own_reply: { status: need(text), ...ABOUT },
  client_gone: ABOUT,
  upstream_reset: ABOUT,
  peer_response: { ...FIELDS, text },
  peer_headers: { headers: need(pairs), until: text },
  peer_message: { message: need(text), until: text },
  peer_close: { status: need(number), message: text, until: text },
  peer_reset: { until: text },
  peer_killed: { until: text },
  update: { configuration: need(text), refused: flag },
  tick: {},
  stop: {},
};

const SCENARIO: Readonly<Record<keyof Scenario, Check>> = {
  title: need(text),
  module: need(text),
  rootId: text,
  configuration: need(text),
  listeners: listOf(LISTENER),
  protocol: isOneOf("h1", "h2"),
  concurrency: number,
  route: isOneOf("upstream", "none", "no_cluster", "refused", "no_hosts"),
  timeoutMs: number,
  deny: text,
  capabilities: listOf(text),
  peer: isOneOf("serves", "refuses", "no_hosts", "absent"),
  upgrades: listOf(text),
  refused: flag,
  compare: isOneOf("callbacks", "all"),
  ticks: flag,
  steps: need(listOf(step)),
};

/** Reads a scenario file, JSON. Throws with the name and the key that is wrong. */
export function readScenario(name: string, json: string): Scenario {
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch (cause) {
    throw new Error(`scenario ${name}: want JSON: ${cause instanceof Error ? cause.message : ""}`, { cause });
  }
  const wrong = parts(SCENARIO)(read);
  if (wrong !== undefined) throw new Error(`scenario ${name}: ${wrong.at === "" ? "" : `${wrong.at}: `}${wrong.what}`);
  return read as Scenario;
}

function step(read: unknown): ReturnType<Check> {
  const { do: kind } = fields(read);
  if (typeof kind !== "string" || !Object.hasOwn(STEPS, kind)) {
    return { at: "do", what: kind === undefined ? "want a step" : `no such step: ${JSON.stringify(kind)}` };
  }
  return parts({ do: text, ...STEPS[kind as Step["do"]] })(read);
}
