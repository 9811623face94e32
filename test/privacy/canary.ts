// Values that stand for secrets: each is known, unlike any other text, and found again in whatever form it is written.
import { createHash } from "node:crypto";

/** One value that may not leave. */
export type Canary = {
  /** What it stands for, such as `refresh_token`. */
  readonly name: string;
  /** As whoever made it means it, before any encoding. */
  readonly value: string;
  /** What else is hashed in its place: the S256 transform of a verifier, a request id with its trace digit cleared. */
  readonly hashedAs: readonly string[];
};

/**
 * `token`: letters and digits, as in a header. `awkward`: also characters that encodings write in other ways, each a few
 * letters from the next. `email`: an address. `uuid`: 36 characters, as an x-request-id. `jose`: the compact form of a
 * JWT whose parts have canaries of their own.
 */
export type Shape = "token" | "awkward" | "email" | "uuid" | "jose";

/** Canaries by name, made as they are asked for; the same name is the same value, in every process. */
export type Canaries = {
  /** The value of a name. Throws when the name was given with another shape before. */
  readonly of: (name: string, shape?: Shape) => string;
  /** All that were asked for. */
  readonly all: () => readonly Canary[];
};

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** What encodings escape, and what ends a value where it is not escaped. */
const AWKWARD = [" ", "+", "%", "/", "=", '"', "\\", "&", "<", "é", "😀"];
/** Where Envoy writes its trace reason into a request id. */
const TRACE_DIGIT = 14;

/** Two groups with different `seed`s have no value in common. */
export function createCanaries(seed = "canary"): Canaries {
  const made = new Map<string, Canary & { readonly shape: Shape }>();

  function create(name: string, shape: Shape): Canary & { readonly shape: Shape } {
    const value = shape === "jose" ? jose(name) : valueOf(`${seed} ${name}`, shape);
    return { name, value, shape, hashedAs: hashedAs(value, shape) };
  }

  /** Only the signature is a value of its own: the claims are canaries, and the header's beginning is everybody's. */
  function jose(name: string): string {
    const header = { alg: "RS256", kid: of(`${name}'s kid`) };
    const claims = {
      iss: "https://sso.test",
      sub: of(`${name}'s sub`, "awkward"),
      email: of(`${name}'s email`, "email"),
    };
    const part = (json: object): string => Buffer.from(JSON.stringify(json)).toString("base64url");
    return `${part(header)}.${part(claims)}.${of(`${name}'s signature`)}`;
  }

  function of(name: string, shape: Shape = "token"): string {
    const known = made.get(name) ?? create(name, shape);
    if (known.shape !== shape) throw new Error(`the canary ${name} is ${known.shape}, not ${shape}`);
    made.set(name, known);
    return known.value;
  }

  return { of, all: () => [...made.values()] };
}

function valueOf(seed: string, shape: Exclude<Shape, "jose">): string {
  const next = lettersOf(seed);
  switch (shape) {
    case "token":
      return next(32);
    case "awkward":
      return `${next(20)}${AWKWARD.map((character) => character + next(5)).join("")}${next(12)}`;
    case "email":
      return `${next(16)}@${next(12)}.test`;
    case "uuid": {
      const hex = createHash("sha256").update(seed).digest("hex");
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
    }
  }
}

/** Letters and digits in an order that only the seed tells. */
function lettersOf(seed: string): (count: number) => string {
  let at = 0;
  return (count) =>
    Array.from({ length: count }, () => {
      const byte =
        createHash("sha256")
          .update(`${seed} ${(at += 1)}`)
          .digest()[0] ?? 0;
      return LETTERS[byte % LETTERS.length] ?? "A";
    }).join("");
}

function hashedAs(value: string, shape: Shape): readonly string[] {
  const challenge = createHash("sha256").update(value).digest("base64url");
  const cleared = `${value.slice(0, TRACE_DIGIT)}0${value.slice(TRACE_DIGIT + 1)}`;
  return shape === "uuid" ? [challenge, cleared] : [challenge];
}
