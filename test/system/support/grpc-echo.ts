// A gRPC service without a proto, and a client of it: bytes in, bytes out, on any path.
import {
  Client,
  credentials,
  type Metadata,
  Server,
  type ServerDuplexStream,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
  status as Status,
} from "@grpc/grpc-js";

/** Two parts, which is all that a gRPC path has. */
export const SERVICE = "oauth2";

const bytes = (value: Buffer): Buffer => value;

/** Listens on loopback. `/oauth2/token` answers one message with the same, `/oauth2/authorize` each of a stream. */
export async function startGrpcEcho(): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = new Server({ "grpc.enable_channelz": 0 });
  const method = (name: string, isStream: boolean) => ({
    path: `/${SERVICE}/${name}`,
    requestStream: isStream,
    responseStream: isStream,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  });
  server.addService(
    { unary: method("token", false), stream: method("authorize", true) },
    {
      unary: (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => answer(null, call.request),
      stream: (call: ServerDuplexStream<Buffer, Buffer>) => {
        call.on("data", (message: Buffer) => void call.write(message));
        call.on("end", () => call.end());
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, close: () => server.forceShutdown() };
}

/** Sends one message to `/oauth2/token` by way of a loopback port, and gives what comes back. */
export function unary(port: number, authority: string, message: Buffer, metadata: Metadata): Promise<Buffer> {
  return withClient(port, authority, (client) => {
    const path = `/${SERVICE}/token`;
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, bytes, bytes, message, metadata, deadline(), (error, answer) =>
        error === null && answer !== undefined ? resolve(answer) : reject(error ?? new Error("no answer")),
      );
    });
  });
}

/** Sends messages to `/oauth2/authorize`, and gives what comes back once the status is OK. */
export function stream(
  port: number,
  authority: string,
  messages: readonly Buffer[],
  metadata: Metadata,
): Promise<readonly Buffer[]> {
  return withClient(port, authority, (client) => {
    const call = client.makeBidiStreamRequest(`/${SERVICE}/authorize`, bytes, bytes, metadata, deadline());
    const answers: Buffer[] = [];
    return new Promise((resolve, reject) => {
      call.on("data", (answer: Buffer) => void answers.push(answer));
      call.on("error", reject);
      call.on("status", ({ code }) => (code === Status.OK ? resolve(answers) : undefined));
      for (const message of messages) call.write(message);
      call.end();
    });
  });
}

async function withClient<T>(port: number, authority: string, act: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    "grpc.default_authority": authority,
    "grpc.use_local_subchannel_pool": 1,
  });
  try {
    return await act(client);
  } finally {
    client.close();
  }
}

function deadline(): { readonly deadline: number } {
  return { deadline: Date.now() + 10_000 };
}
