// A steady stream of token requests, a few at a time, that knows what it sent.
import { Agent, request } from "node:http";

export type Load = {
  /** Answers so far. */
  readonly answers: () => number;
  /** Lets the last ones come, and says what there was. */
  readonly stop: () => Promise<{ readonly sent: number; readonly failed: readonly string[] }>;
};

export type LoadOptions = { readonly port: number; readonly parallel: number };

const BODY = "grant_type=client_credentials&client_id=load&client_secret=s";

/** Sends until stopped. `failed` has what was no 200. */
export function startLoad({ port, parallel }: LoadOptions): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: parallel });
  const failed: string[] = [];
  let sent = 0;
  let answers = 0;
  let isStopped = false;

  async function run(): Promise<void> {
    while (!isStopped) {
      sent += 1;
      const status = await once(port, agent);
      answers += 1;
      if (status !== "200") failed.push(status);
    }
  }

  const runs = Array.from({ length: parallel }, run);
  return {
    answers: () => answers,
    async stop() {
      isStopped = true;
      await Promise.all(runs);
      agent.destroy();
      return { sent, failed };
    },
  };
}

/** Status, or the error's message. */
function once(port: number, agent: Agent): Promise<string> {
  const headers = { host: "sso.test", "content-type": "application/x-www-form-urlencoded" };
  return new Promise((resolve) => {
    const options = { host: "127.0.0.1", port, path: "/oauth2/token", method: "POST", headers, agent, timeout: 20_000 };
    const sending = request(options, (answer) => {
      answer.resume();
      answer.once("end", () => resolve(String(answer.statusCode)));
      answer.once("error", (error) => resolve(error.message));
    });
    sending.once("timeout", () => sending.destroy(new Error("no answer in 20 s")));
    sending.once("error", (error) => resolve(error.message));
    sending.end(BODY);
  });
}
