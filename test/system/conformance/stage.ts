// The steps of a scenario on a real Envoy. Each ends when the callback that it leads to has returned, as Envoy's log says:
// so packets come one after the other, and the trace is the same every time.
import type { BorderEvent } from "../../../host/conformance/events.ts";
import { LEADS_TO, type Pairs, type Scenario, type Step } from "../../../host/conformance/scenario.ts";
import type { Envoy } from "../support/envoy.ts";
import { until } from "../support/until.ts";
import { http1Client } from "./http1.ts";
import { type Http2Server, http2Client } from "./http2.ts";
import { createPeerSteps } from "./peer-steps.ts";
import type { ClientStream, Upstream, UpstreamStream } from "./peers.ts";
import { ended, isSeen, returns, rootsTicked } from "./seen.ts";

export type StageOptions = {
  readonly scenario: Scenario;
  readonly envoy: Envoy;
  readonly upstream: Upstream;
  readonly peer: Http2Server;
  readonly events: () => readonly BorderEvent[];
  readonly update: (configuration: string) => void;
};

export type Stage = { readonly play: (step: Step) => Promise<void>; readonly close: () => Promise<void> };

/** One exchange: both connections, and which sides have ended. */
type Exchange = {
  readonly client: ClientStream;
  upstream: UpstreamStream | undefined;
  requestEnded: boolean;
  responseEnded: boolean;
};

export function createStage({ scenario, envoy, upstream, peer, events, update }: StageOptions): Stage {
  const exchanges: Exchange[] = [];
  const playPeer = createPeerSteps(peer, scenario.title);
  let upstreamsTaken = 0;

  const waitFor = async (what: string, check: () => boolean): Promise<void> => {
    await until(`${scenario.title}: ${what}`, check);
  };
  const exchangeOf = (number = exchanges.length): Exchange => {
    const found = exchanges[number - 1];
    if (found === undefined) throw new Error(`${scenario.title}: no stream ${number}`);
    return found;
  };

  async function upstreamOf(exchange: Exchange): Promise<UpstreamStream> {
    if (exchange.upstream === undefined) {
      exchange.upstream = await until("a request at the upstream", () => upstream.streams[upstreamsTaken]);
      upstreamsTaken += 1;
    }
    return exchange.upstream;
  }

  /** Does it, and waits for what it leads to. */
  async function effect(step: Step & { readonly until?: string }, act: () => void | Promise<void>): Promise<void> {
    const name = step.until ?? LEADS_TO[step.do] ?? "none";
    const before = events().length;
    await act();
    if (name === "none") return;
    await waitFor(`${name} after ${JSON.stringify(step)}`, () => isSeen(events().slice(before), name, step));
  }

  /** Once both sides are over, the end of the stream is awaited, so that the next step comes after it. */
  async function over(exchange: Exchange): Promise<void> {
    if (!exchange.requestEnded || !exchange.responseEnded) return;
    // A dead VM says nothing more; the answer shows that traffic goes on.
    if (events().some(({ kind }) => kind === "trapped"))
      return waitFor("an answer past the dead VM", () => exchange.client.received() !== "");
    const wanted = exchanges.filter((each) => each.requestEnded && each.responseEnded).length;
    return waitFor("the end of the stream", () => ended(events()).streams >= wanted);
  }

  function endBoth(exchange: Exchange): void {
    exchange.requestEnded = true;
    exchange.responseEnded = true;
  }

  async function request(step: Step & { readonly do: "request" }): Promise<void> {
    const port = envoy.listenerPorts[step.listener ?? scenario.listeners?.[0]?.name ?? "in"] ?? 0;
    const hasTrailers = scenario.steps.some((each) => each.do === "request_trailers");
    const client = await (scenario.protocol === "h2" ? http2Client(port, hasTrailers) : http1Client(port));
    exchanges.push({ client, upstream: undefined, requestEnded: step.end === true, responseEnded: false });
    return effect(step, () => client.headers(step.headers, step.end === true, step.text));
  }

  /** The client's next bytes, or the upstream's. */
  async function send(step: Step & { readonly do: `${"request" | "response"}_${string}` | "response" }): Promise<void> {
    const exchange = exchangeOf(step.stream);
    const isEnd = step.do === "request_trailers" || step.do === "response_trailers" || step.end === true;
    const isRequest = step.do.startsWith("request");
    const side = isRequest ? exchange.client : await upstreamOf(exchange);
    if (isRequest) exchange.requestEnded = isEnd;
    else exchange.responseEnded = isEnd;
    await effect(step, () => {
      if (step.do === "response") side.headers(step.headers, isEnd, step.text);
      else if (step.do === "request_body" || step.do === "response_body") side.body(step.text, isEnd);
      else side.trailers(step.headers);
    });
    return over(exchange);
  }

  /** The client has the answer that the proxy or the filter has made. */
  async function answered(exchange: Exchange, status: string): Promise<void> {
    endBoth(exchange);
    await waitFor(`an answer ${status}`, () => exchange.client.received().includes(status));
    return over(exchange);
  }

  /** New roots on every thread and in the canary, and then the ends of the old ones. */
  async function configure(step: Step & { readonly do: "update" }): Promise<void> {
    const before = events().length;
    update(step.configuration);
    const threads = 1 + (scenario.concurrency ?? 1);
    const wanted = step.refused === true ? 1 : 1 + threads;
    await waitFor(`${wanted} roots configured`, () => returns(events().slice(before), "proxy_on_configure") >= wanted);
    if (step.refused === true) return;
    return waitFor("the old roots end", () => ended(events().slice(before)).roots >= threads);
  }

  async function play(step: Step): Promise<void> {
    switch (step.do) {
      case "request":
        return request(step);
      case "request_body":
      case "request_trailers":
      case "response":
      case "response_body":
      case "response_trailers":
        return send(step);
      case "interim":
        return (await upstreamOf(exchangeOf(step.stream))).headers(step.headers, true);
      case "own_reply":
        return answered(exchangeOf(step.stream), step.status);
      case "reply":
        return answered(exchangeOf(step.stream), statusOf(step.headers));
      case "client_gone": {
        const exchange = exchangeOf(step.stream);
        endBoth(exchange);
        await effect(step, () => exchange.client.leave());
        return over(exchange);
      }
      case "upstream_reset": {
        const exchange = exchangeOf(step.stream);
        const stream = await upstreamOf(exchange);
        if (step.until === "proxy_on_log") endBoth(exchange);
        await effect(step, () => stream.reset());
        return over(exchange);
      }
      case "update":
        return configure(step);
      case "stop":
        return void (await envoy.stop());
      case "tick": {
        const before = events().length;
        // On the main thread and on each worker there is a root for each configuration.
        const wanted = (1 + (scenario.concurrency ?? 1)) * configurationsOf(scenario);
        return waitFor(`ticks of ${wanted} roots`, () => rootsTicked(events().slice(before)) >= wanted);
      }
      case "peer_response":
      case "peer_headers":
      case "peer_message":
      case "peer_close":
      case "peer_reset":
      case "peer_killed":
        return effect(step, () => playPeer(step));
    }
  }

  return {
    play,
    close: async () => void (await Promise.all(exchanges.map(({ client }) => client.close()))),
  };
}

function configurationsOf({ listeners = [], configuration }: Scenario): number {
  return new Set(listeners.map((listener) => listener.configuration ?? configuration)).size || 1;
}

function statusOf(headers: Pairs): string {
  return headers.find(([name]) => name === ":status")?.[1] ?? "";
}
