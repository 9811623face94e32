// One HTTP request to a loopback port, over HTTP/1.1 or cleartext HTTP/2, redirects not followed.
import { request as http1 } from "node:http";
import { connect } from "node:http2";

export type Sent = {
  readonly port: number;
  readonly protocol?: "h1" | "h2";
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Each is one write. */
  readonly chunks?: readonly (string | Uint8Array)[];
  /** False: the request is never ended. Default true. */
  readonly ends?: boolean;
  /** The request is given up then: the client goes away. */
  readonly signal?: AbortSignal;
};

export type Received = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly bytes: Buffer;
  /** Names and values by turns, as they came; of HTTP/2 sorted, without `:status`. */
  readonly rawHeaders: readonly string[];
  /** Status of each interim answer (RFC 9110 §15.2) before it. */
  readonly interim: readonly number[];
};

/** Rejects when no whole answer came. */
export function send(sent: Sent): Promise<Received> {
  return sent.protocol === "h2" ? sendHttp2(sent) : sendHttp1(sent);
}

function sendHttp1({ port, path, method = "GET", headers = {}, chunks = [], ends, signal }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const options = {
      host: "127.0.0.1",
      port,
      path,
      method,
      headers,
      agent: false,
      ...(signal === undefined ? {} : { signal }),
    };
    const interim: number[] = [];
    const request = http1(options, (response) => {
      const body: Buffer[] = [];
      response.on("data", (chunk: Buffer) => body.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const bytes = Buffer.concat(body);
        const { statusCode: status = 0, headers: answered, rawHeaders } = response;
        resolve({ status, headers: answered, rawHeaders, interim, bytes, body: bytes.toString() });
      });
    });
    request.on("information", ({ statusCode }) => void interim.push(statusCode));
    request.on("error", reject);
    for (const chunk of chunks) request.write(chunk);
    if (ends === false) request.flushHeaders();
    else request.end();
  });
}

function sendHttp2({ port, path, method = "GET", headers = {}, chunks = [], ends, signal }: Sent): Promise<Received> {
  return new Promise<Received>((resolve, reject) => {
    const session = connect(`http://127.0.0.1:${port}`);
    const fail = (error: Error): void => {
      session.destroy();
      reject(error);
    };
    session.on("error", fail);
    const { host, ...rest } = headers;
    const fields = { ":method": method, ":path": path, ...(host === undefined ? {} : { ":authority": host }), ...rest };
    const stream = session.request(fields, { endStream: false, ...(signal === undefined ? {} : { signal }) });
    const body: Buffer[] = [];
    const interim: number[] = [];
    let answered: Record<string, string | string[] | undefined> = {};
    stream.on("headers", (fieldsOfInterim) => void interim.push(Number(fieldsOfInterim[":status"])));
    stream.on("response", (fieldsOfAnswer) => void (answered = fieldsOfAnswer as typeof answered));
    stream.on("data", (chunk: Buffer) => body.push(chunk));
    stream.on("error", fail);
    stream.on("end", () => {
      session.close();
      const { ":status": status, ...plain } = answered;
      const rawHeaders = Object.entries(plain)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .flatMap(([name, value]) => [name, String(value)]);
      const bytes = Buffer.concat(body);
      resolve({ status: Number(status), headers: answered, rawHeaders, interim, bytes, body: bytes.toString() });
    });
    for (const chunk of chunks) stream.write(chunk);
    if (ends !== false) stream.end();
  });
}
