// Entries of the clients' log, with what a test does not care about filled in.
import type { Answer, Exchange } from "../../../demo/clients/exchange.ts";

export function exchange(differing: Partial<Exchange>): Exchange {
  const usual = {
    route: "mesh",
    method: "POST",
    path: "/token",
    grantType: undefined,
    responseType: undefined,
    speaks: "http",
  } as const;
  return { ...usual, answer: answer(200), ...differing };
}

export function answer(status: number, differing: { error?: string; names?: readonly string[] } = {}): Answer {
  return { kind: "answer", status, error: differing.error, names: differing.names ?? [] };
}
