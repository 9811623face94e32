// What a step is, what it has to work with, and how it is known to have done what it says.
import { SignJWT, type CryptoKey } from "jose";
import type { Person } from "../authorization-server/settings.ts";
import { type Browser, createBrowser, type Habit } from "../clients/browser.ts";
import type { Change, Client, Clients } from "../clients/client.ts";
import type { Exchange } from "../clients/exchange.ts";
import type { ClientId } from "../clients/registrations.ts";
import type { Random } from "../seeded.ts";

export type Step = {
  /** A few words, said when it goes wrong. */
  readonly name: string;
  /** The last exchange it brings about, as `sayingOf` says it. A step that ends otherwise has failed. */
  readonly ends: string;
  /** It needs filters that only Envoy has. */
  readonly needsEnvoy?: boolean;
  readonly play: (scene: Scene) => Promise<unknown>;
};

/** What a step works with. All that goes through it is in the clients' log. */
export type Scene = {
  readonly random: Random;
  readonly person: Person;
  readonly client: (id: ClientId, change?: Change) => Promise<Client>;
  /** A browser without cookies. */
  readonly browser: (habit?: Habit) => Browser;
  /** An assertion about `subject` of the issuer that the authorization server trusts (RFC 7523 §3). */
  readonly assertion: (subject: string, issuer?: string) => Promise<string>;
  /** URL of a path of the authorization server. */
  readonly url: (path: string) => string;
};

export type Stage = {
  /** Whether the proxies are Envoys. */
  readonly hasEnvoy: boolean;
  readonly clients: Clients;
  readonly people: readonly [Person, ...Person[]];
  readonly assertions: { readonly issuer: string; readonly key: CryptoKey };
};

export function createScene(stage: Stage, random: Random, log: (exchange: Exchange) => void): Scene {
  const { clients, people, assertions } = stage;
  const person = random.pick(people);
  return {
    random,
    person,
    client: (id, change) => clients.client(id, log, change),
    browser: (habit) => createBrowser(clients.transport.fetchBy({}, log), person, habit),
    assertion: (subject, issuer = assertions.issuer) =>
      new SignJWT()
        .setProtectedHeader({ alg: "ES256" })
        .setIssuer(issuer)
        .setSubject(subject)
        .setAudience(clients.issuer)
        .setIssuedAt()
        .setExpirationTime("1m")
        .sign(assertions.key),
    url: (path) => new URL(path, clients.issuer).href,
  };
}

/** Whether a step can be played there. */
export function isPlayable(step: Step, { hasEnvoy }: Stage): boolean {
  return hasEnvoy || step.needsEnvoy !== true;
}

/**
 * One exchange in two words: path and error code, else the path and the status; `gave up`, `left`, `cut`. Ids in a path read `*`.
 * For instance `/token invalid_grant`, `/auth/* access_denied`, `/token 504`.
 */
export function sayingOf({ path, answer }: Exchange): string {
  const shown = path.replace(/^\/(auth|interaction|device)\/(?!auth$)[\w-]+/, "/$1/*");
  if (answer.kind !== "answer") return `${shown} ${answer.kind.replace("_", " ")}`;
  return `${shown} ${answer.error ?? answer.status}`;
}

/** A try that is meant to be refused: the library's complaint is dropped, since the log has the answer. */
export async function attempt(trying: Promise<unknown>): Promise<void> {
  await trying.catch(() => undefined);
}

/** The same over and over until an answer says so. Rejects after `most` tries. */
export async function repeatUntil(
  most: number,
  once: () => Promise<unknown>,
  isDone: () => boolean,
  pauseMs = 0,
): Promise<void> {
  for (let count = 0; count < most; count += 1) {
    await attempt(once());
    if (isDone()) return;
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new Error(`not after ${most} tries`);
}
