// What programs gave away, asked of them or taken from the wire.
import { Client, credentials } from "@grpc/grpc-js";
import type { Envoy } from "./envoy.ts";
import { dataOf, headersOf, type Tee } from "./tee.ts";

/** Something that left a program: what it is called, and its bytes. */
export type Left = { readonly name: string; readonly bytes: Buffer };

const REFLECTION = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
/** ServerReflectionRequest: file_containing_symbol (4), list_services (7). */
const SYMBOL = Buffer.from("oauthflow.v1.ObservationService");
const QUESTIONS = [Buffer.concat([Buffer.from([0x22, SYMBOL.length]), SYMBOL]), Buffer.from([0x3a, 0])];
const OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

/** An output with its name. */
export const text = (name: string, bytes: string | Buffer): Left => ({ name, bytes: Buffer.from(bytes as string) });

/** Statistics of Envoys, in each of their forms. */
export async function statistics(envoys: readonly (readonly [string, Envoy])[]): Promise<readonly Left[]> {
  const asked = envoys.flatMap(([name, envoy]) =>
    ["/stats", "/stats?format=json", "/stats/prometheus", "/clusters"].map(async (path) =>
      text(`${path} of Envoy ${name}`, await envoy.admin(path)),
    ),
  );
  return Promise.all(asked);
}

/** Every page there is and one that is not, asked with a secret in the query and in headers. */
export async function pages(port: number, asked: string): Promise<readonly Left[]> {
  const headers = { authorization: `Bearer ${encodeURIComponent(asked)}`, "user-agent": encodeURIComponent(asked) };
  const paths = ["/metrics", "/", "/healthz", "/readyz", `/${encodeURIComponent(asked)}`];
  const wanted = [
    ...paths.map((path) => ({ path, method: "GET", accept: "*/*" })),
    { path: "/metrics", method: "GET", accept: OPEN_METRICS },
    { path: "/metrics", method: "DELETE", accept: "*/*" },
  ];
  return Promise.all(
    wanted.map(async ({ path, method, accept }, index) => {
      const url = `http://127.0.0.1:${port}${path}?token=${encodeURIComponent(asked)}`;
      const answer = await fetch(url, { method, headers: { ...headers, accept }, signal: AbortSignal.timeout(10_000) });
      const fields = [...answer.headers].map(([name, value]) => `${name}: ${value}\n`).join("");
      const known = paths.indexOf(path) === paths.length - 1 ? "/…" : path;
      return text(
        `answer ${index + 1} of the aggregator, ${method} ${known} as ${accept}`,
        `${fields}\n${await answer.text()}`,
      );
    }),
  );
}

/** What the aggregator says of its own services. */
export async function reflection(port: number): Promise<readonly Left[]> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const raw = (bytes: Buffer): Buffer => bytes;
  const ask = (question: Buffer): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const call = client.makeBidiStreamRequest(REFLECTION, raw, raw, { deadline: Date.now() + 10_000 });
      call.once("data", (bytes: Buffer) => {
        resolve(bytes);
        call.cancel();
      });
      call.on("error", reject);
      call.write(question);
    });
  try {
    const answers = await Promise.all(QUESTIONS.map(ask));
    return answers.map((bytes, index) => text(`reflection, answer ${index + 1}`, bytes));
  } finally {
    client.close();
  }
}

/** What was on the wire, as it was; each stream's DATA in one piece; and the request headers, decompressed. */
export async function tapped(tee: Tee): Promise<readonly Left[]> {
  const all = tee.connections.map(async ({ up, down }, index): Promise<readonly Left[]> => {
    const name = `connection ${index + 1}`;
    const sent = up();
    const got = down();
    const streams = (direction: string, bytes: Buffer): readonly Left[] =>
      [...dataOf(bytes)].map(([stream, data]) => text(`DATA of ${name}, stream ${stream}, ${direction}`, data));
    return [
      text(`${name}, up`, sent),
      text(`${name}, down`, got),
      ...streams("up", sent),
      ...streams("down", got),
      text(`request headers of ${name}`, await headersOf(sent)),
    ];
  });
  return (await Promise.all(all)).flat();
}
