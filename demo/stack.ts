// Everything that runs: aggregator, authorization server, a proxy in front of it and one beside the clients.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { exportJWK, generateKeyPair } from "jose";
import type { Person } from "./authorization-server/settings.ts";
import { createClients } from "./clients/client.ts";
import { createRegistrations, LIFETIMES, LIMITS, NONCE_FOR } from "./clients/registrations.ts";
import { createTransport } from "./clients/transport.ts";
import { createFolder } from "./folder.ts";
import { HOST, ISSUER_URL } from "./mesh.ts";
import { startAggregator } from "./processes/aggregator.ts";
import { startAuthorizationServer } from "./processes/authorization-server.ts";
import { clientListeners, portsOfRoutes, serverListeners } from "./processes/listeners.ts";
import { startProxy } from "./processes/proxy.ts";
import { createParts, EndedError } from "./processes/parts.ts";
import type { Ports } from "./processes/ports.ts";
import type { SetUp } from "./set-up.ts";
import type { Stage } from "./steps/step.ts";

const PARTNER = "https://partner.example.test";

export type Stack = {
  readonly stage: Stage;
  /** Where the clients send their requests. */
  readonly entryPort: number;
  readonly metricsPort: number;
  /** Rejects with PartError when a part ends that nobody ended. */
  readonly broken: Promise<never>;
  /** Ends all parts, the last first. */
  readonly stop: () => Promise<void>;
};

/** Resolves when requests can be sent. Throws PartError, or EndedError after `signal`; then nothing is left running. */
export async function startStack(setUp: SetUp, ports: Ports, signal: AbortSignal): Promise<Stack> {
  const folder = createFolder();
  const hasEnvoy = setUp.envoy.kind === "envoy";
  const parts = createParts();
  // What is still starting is ended by this, and so fails below.
  const giveUp = (): void => void parts.stop();
  signal.addEventListener("abort", giveUp);
  if (signal.aborted) giveUp();
  try {
    const registrations = await createRegistrations();
    const people = peopleOf("ann", "ben", "cho", "dee");
    const partner = await generateKeyPair("ES256");
    const settings = {
      issuer: ISSUER_URL,
      store: join(folder, "store"),
      clients: registrations.metadata,
      lifetimes: LIFETIMES,
      nonceFor: NONCE_FOR,
      limits: LIMITS,
      people,
      assertions: { issuer: PARTNER, key: await exportJWK(partner.publicKey) },
    };
    const [aggregator, authorizationServer] = await Promise.all([
      startAggregator(parts, folder, ports),
      startAuthorizationServer(parts, settings),
    ]);
    const common = { envoy: setUp.envoy, wasm: setUp.wasm, folder, aggregatorPort: aggregator.ports.grpc };
    const server = await startProxy(parts, {
      ...common,
      side: "server",
      listeners: serverListeners(authorizationServer.port, hasEnvoy),
    });
    const listeners = clientListeners(server.ports, hasEnvoy);
    const client = await startProxy(parts, { ...common, side: "client", listeners });
    const routes = portsOfRoutes(client.ports);
    const transport = createTransport({ host: HOST, ports: routes, held: authorizationServer.held });
    const clients = createClients(ISSUER_URL, registrations, transport);
    const stage = { hasEnvoy, clients, people, assertions: { issuer: PARTNER, key: partner.privateKey } };
    const { metrics: metricsPort } = aggregator.ports;
    const stop = (): Promise<void> => {
      transport.close();
      return parts.stop();
    };
    return { stage, entryPort: routes.mesh, metricsPort, broken: parts.broken, stop };
  } catch (error) {
    await parts.stop();
    throw signal.aborted ? new EndedError("demo", { cause: error }) : error;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

function peopleOf(first: string, ...others: readonly string[]): [Person, ...Person[]] {
  // Characters that forms must escape.
  const person = (login: string): Person => ({ login, password: `${randomBytes(12).toString("base64")} &+%` });
  return [person(first), ...others.map(person)];
}
