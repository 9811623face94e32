// What the authorization server is told when it starts, and what it says while it runs; both over the IPC channel, so
// that no secret is in a file, an argument or the environment.
import type { JWK } from "jose";
import type { ClientMetadata } from "oidc-provider";

/** The one resource server that tokens may be asked for (RFC 8707). */
export const RESOURCE = "https://orders.example.test/";
/** A header that asks for a fault; faults.ts says which there are. */
export const FAULT_HEADER = "x-demo-fault";
/** Where a person answers on their authentication device; authenticator.ts. */
export const AUTHENTICATOR_PATH = "/authenticator";

/** A resource owner, who logs in with these. */
export type Person = { readonly login: string; readonly password: string };

/** An issuer of assertions for the jwt-bearer grant (RFC 7523 §2.1). */
export type AssertionIssuer = { readonly issuer: string; readonly key: JWK };

/** Milliseconds where a client needs to see something expire soon; absent: what is usual. */
export type Lifetimes = {
  readonly refreshTokenMs?: number;
  readonly deviceCodeMs?: number;
};

export type Settings = {
  /** Its own name; it listens on loopback, behind a proxy. */
  readonly issuer: string;
  /** Folder of its store; made when it is not there. */
  readonly store: string;
  readonly clients: readonly ClientMetadata[];
  /** By client id. */
  readonly lifetimes: Readonly<Record<string, Lifetimes>>;
  /** Client ids whose DPoP proofs need a nonce (RFC 9449 §8). */
  readonly nonceFor: readonly string[];
  /** Requests in ten seconds by client id; beyond: 429 (RFC 6585 §4). */
  readonly limits: Readonly<Record<string, number>>;
  readonly people: readonly Person[];
  readonly assertions: AssertionIssuer;
};

/** `holding`: a request with this name arrived whole, and its answer is held back until its client goes away. */
export type Said =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "holding"; readonly name: string };
