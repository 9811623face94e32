// The cluster `peer` of a scenario, in memory: what a module calls, and what steps make it answer.
import type { GrpcEvents, GrpcPeer, GrpcTransport } from "../grpc-transport.ts";
import type { HttpEvents, HttpTransport } from "../http-transport.ts";
import type { PeerStep, Scenario } from "./scenario.ts";

export type ScriptedPeer = {
  readonly grpc: GrpcTransport;
  readonly http: HttpTransport;
  /** Plays a step of the peer. Throws when nobody has called. */
  readonly play: (step: PeerStep) => void;
  /** What a peer that cannot be reached says when the callback has returned that called it. */
  readonly afterCallback: () => void;
};

type Conversation = {
  readonly kind: "stream" | "call";
  readonly events: GrpcEvents;
  message: Uint8Array | undefined;
  hasHeaders: boolean;
};

const CLUSTERS: ReadonlySet<string> = new Set(["peer", "upstream"]);
const PEER: GrpcPeer = { send: () => undefined, close: () => undefined, reset: () => undefined };
/** An answer that the router made itself: all four fields are in one frame of headers, which ends the stream. */
const OWN_ANSWER = ["content-type", "grpc-message", "grpc-status", ":status"].map((name) => [name, "x"] as const);
/** Envoy's details of the answer are behind the message, in braces; without a message they are it. */
const VIA = "via_upstream";
const NO_ANSWER = "upstream connect error or disconnect/reset before headers. reset reason: ";
const REFUSED = `${NO_ANSWER}remote connection failure`;
const CONNECTION_REFUSED = "remote_connection_failure|delayed_connect_error:_Connection_refused";
/** What Envoy calls the ends that a peer makes, and the details of them. */
const ENDS = {
  peer_reset: { reason: "remote reset", details: "remote_reset" },
  peer_killed: { reason: "connection termination", details: "connection_termination" },
} as const;

export function createScriptedPeer({ peer = "serves", title }: Scenario): ScriptedPeer {
  const talks: Conversation[] = [];
  const questions: HttpEvents[] = [];
  const unreachable = (events: GrpcEvents, kind: "stream" | "call", message: string): void => {
    if (kind === "stream") {
      events.initialMetadata([]);
      events.trailingMetadata(OWN_ANSWER);
    }
    events.close(14, message);
  };
  const refused = (events: GrpcEvents, kind: "stream" | "call"): void =>
    unreachable(events, kind, unanswered("remote connection failure", CONNECTION_REFUSED));
  const grpc: GrpcTransport = {
    hasCluster: (cluster) => CLUSTERS.has(cluster) && peer !== "absent",
    open({ cluster, kind }, events) {
      if (cluster !== "peer" || peer === "absent") {
        events.close(14, "Cluster not available");
        return undefined;
      }
      if (peer === "no_hosts") {
        unreachable(events, kind, "no healthy upstream{no_healthy_upstream}");
        return undefined;
      }
      talks.push({ kind, events, message: undefined, hasHeaders: false });
      return PEER;
    },
  };
  const http: HttpTransport = {
    hasCluster: (cluster) => CLUSTERS.has(cluster) && peer !== "absent",
    send(_request, events) {
      if (peer === "no_hosts") return undefined;
      questions.push(events);
      return () => undefined;
    },
  };

  const talk = (): Conversation => {
    const [first] = talks;
    if (first === undefined) throw new Error(`${title}: nobody has called the peer`);
    return first;
  };

  function play(step: PeerStep): void {
    switch (step.do) {
      case "peer_response": {
        const events = questions.shift();
        if (events === undefined) throw new Error(`${title}: nobody has asked the peer`);
        return events.answer({
          headers: [...step.headers, ["x-envoy-upstream-service-time", "1"]],
          body: Buffer.from(step.text ?? ""),
        });
      }
      case "peer_headers": {
        const { kind, events } = talk();
        talk().hasHeaders = true;
        if (kind === "stream")
          events.initialMetadata([[":status", "200"], ["content-type", "application/grpc"], ...step.headers]);
        return;
      }
      case "peer_message": {
        const { kind, events } = talk();
        if (kind === "stream") events.message(Buffer.from(step.message));
        else talk().message = Buffer.from(step.message);
        return;
      }
      case "peer_close": {
        const { kind, events, message } = talk();
        talks.shift();
        const said = step.message === undefined ? [] : [["grpc-message", step.message] as const];
        if (kind === "stream") events.trailingMetadata([["grpc-status", String(step.status)], ...said]);
        if (kind === "call" && step.status === 0) return events.message(message ?? new Uint8Array());
        return events.close(step.status, step.message === undefined ? VIA : `${step.message}{${VIA}}`);
      }
      case "peer_reset":
      case "peer_killed": {
        const { kind, events, hasHeaders } = talk();
        talks.shift();
        const { reason, details } = ENDS[step.do];
        if (!hasHeaders) return unreachable(events, kind, unanswered(reason, details));
        events.trailingMetadata([]);
        return events.close(13, `upstream_reset_after_response_started{${details}}`);
      }
    }
  }

  function afterCallback(): void {
    if (peer !== "refuses") return;
    for (const { kind, events } of talks.splice(0)) refused(events, kind);
    const headers = [":status", "content-length", "content-type"].map((name) => [name, "x"] as const);
    for (const events of questions.splice(0)) events.answer({ headers, body: Buffer.from(REFUSED) });
  }

  return { grpc, http, play, afterCallback };
}

function unanswered(reason: string, details: string): string {
  return `${NO_ANSWER}${reason}{upstream_reset_before_response_started{${details}}}`;
}
