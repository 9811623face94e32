// The one request that most of these tests send, and the answer it gets.
import type { ClientHttp2Session } from "node:http2";
import { type Received, send } from "./send.ts";
import { json } from "./upstream.ts";

export const TOKEN_PATH = "/oauth2/token";

/** Headers of a form to the issuer (RFC 6749 §4.4.2). */
export const FORM = { host: "sso.test", "content-type": "application/x-www-form-urlencoded" };

/** A client that says in the form who it is (RFC 6749 §2.3.1). */
export const BODY = "grant_type=client_credentials&client_id=a&client_secret=b";

/** A token answer (RFC 6749 §5.1). */
export const TOKEN = json({ access_token: "t", token_type: "Bearer" });

/** Sends it on a connection of its own. Status, 0 when no whole answer came. */
export async function ask(port: number): Promise<number> {
  const sent = { port, method: "POST", path: TOKEN_PATH, headers: FORM, chunks: [BODY] };
  const answer: Received | undefined = await send(sent).catch(() => undefined);
  return answer?.status ?? 0;
}

/** `times` requests, one after the other, each on a new connection. All statuses. */
export async function askTimes(port: number, times: number): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < times; i += 1) statuses.push(await ask(port));
  return statuses;
}

/** The same over an open HTTP/2 connection, so that several pass one worker. Status, 0 when no whole answer came. */
export function askOver(session: ClientHttp2Session, more: Readonly<Record<string, string>> = {}): Promise<number> {
  const { host, ...fields } = FORM;
  return new Promise((resolve) => {
    const pseudo = { ":method": "POST", ":path": TOKEN_PATH, ":authority": host };
    const stream = session.request({ ...pseudo, ...fields, ...more });
    let status = 0;
    stream.on("response", (answer) => void (status = Number(answer[":status"])));
    stream.on("error", () => undefined);
    stream.on("close", () => resolve(stream.rstCode === 0 ? status : 0));
    stream.resume();
    stream.end(BODY);
  });
}
