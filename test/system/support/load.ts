// A stream of token requests that knows what it sent.
import { Agent, request } from "node:http";
import { BODY, FORM, TOKEN_PATH } from "./token-request.ts";

export type Load = {
  /** Answers so far. */
  readonly answers: () => number;
  /** Lets the last ones come, and says what there was; `failed` has what was no 200. */
  readonly stop: () => Promise<{ readonly sent: number; readonly failed: readonly string[] }>;
};

export type LoadOptions = {
  readonly port: number;
  /** Requests that wait for an answer, at most; also its connections. */
  readonly parallel: number;
  /**
   * Requests a second, whatever the answers do, while fewer than `parallel` wait: so that a minute's load is the same on a
   * fast machine and on a slow one. Default: each answer brings the next request.
   */
  readonly perSecond?: number;
};

const TURN_MS = 20;
const ANSWER_LIMIT_MS = 20_000;

/** Sends until stopped. */
export function startLoad({ port, parallel, perSecond = Infinity }: LoadOptions): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  const failed: string[] = [];
  const begun = performance.now();
  let sent = 0;
  let answers = 0;
  let isStopped = false;
  let idle = (): void => undefined;

  /** Requests that should have been sent by now. */
  const due = (): number =>
    perSecond === Infinity ? Infinity : Math.floor(((performance.now() - begun) / 1000) * perSecond);

  function turn(): void {
    while (!isStopped && sent - answers < parallel && sent < due()) {
      sent += 1;
      void once(port, agent).then(answered);
    }
  }

  function answered(status: string): void {
    answers += 1;
    if (status !== "200") failed.push(status);
    if (answers === sent) idle();
    turn();
  }

  const timer = perSecond === Infinity ? undefined : setInterval(turn, TURN_MS);
  turn();
  return {
    answers: () => answers,
    async stop() {
      isStopped = true;
      clearInterval(timer);
      if (answers < sent) await new Promise<void>((resolve) => (idle = resolve));
      agent.destroy();
      return { sent, failed };
    },
  };
}

/** Status, or the error's message. */
function once(port: number, agent: Agent): Promise<string> {
  const to = { host: "127.0.0.1", port, path: TOKEN_PATH, method: "POST", headers: FORM };
  return new Promise((resolve) => {
    const sending = request({ ...to, agent, timeout: ANSWER_LIMIT_MS }, (answer) => {
      answer.resume();
      answer.once("end", () => resolve(String(answer.statusCode)));
      answer.once("error", (error) => resolve(error.message));
    });
    sending.once("timeout", () => sending.destroy(new Error(`no answer in ${ANSWER_LIMIT_MS / 1000} s`)));
    sending.once("error", (error) => resolve(error.message));
    sending.end(BODY);
  });
}
