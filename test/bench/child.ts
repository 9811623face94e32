// A program of the bench in a process of its own, so that its CPU time is apart; asked by messages, one at a time.
import { fork } from "node:child_process";

export type Child<Request, Reply> = {
  readonly pid: number;
  /** Rejects when the program ends first, or with the error that it sends back. */
  readonly ask: (request: Request) => Promise<Reply>;
  readonly end: () => Promise<void>;
};

type Answer<Reply> = { readonly reply: Reply } | { readonly error: string };

/** Starts a program that calls `answer`. It ends with this process, however that ends. */
export function startChild<Request, Reply>(path: string, args: readonly string[] = []): Child<Request, Reply> {
  const child = fork(path, args, { execArgv: ["--import", "tsx"], stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    pid: child.pid ?? 0,
    ask: (request) =>
      new Promise((resolve, reject) => {
        const gone = (): void => reject(new Error(`${path} ended without an answer`));
        child.once("exit", gone);
        child.once("message", (answer: Answer<Reply>) => {
          child.off("exit", gone);
          if ("error" in answer) reject(new Error(`${path}: ${answer.error}`));
          else resolve(answer.reply);
        });
        child.send(request as object);
      }),
    end: () => {
      if (child.connected) child.disconnect();
      return exited;
    },
  };
}

/** In the program: answers what it is asked until its parent is gone, and ends then. */
export function answer<Request, Reply>(reply: (request: Request) => Promise<Reply>): void {
  process.once("disconnect", () => process.exit(0));
  process.on("message", (request) => {
    reply(request as Request).then(
      (given) => void process.send?.({ reply: given }),
      (error: unknown) =>
        void process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : error }),
    );
  });
}
