import { OTHER_ISSUER, UNCONFIGURED_ISSUER, type IssuerSnapshot } from "../model/aggregate.ts";
import { Vantage } from "../model/gen/words.ts";
import { matchesTemplate, parseTemplate } from "./issuer-template.ts";

/** How an issuer is counted; docs/metrics.md, "What counts where". */
export type CountingVantage = "auto" | "server" | "gateway" | "client";

/** What the aggregate is told about a configured issuer. */
export type IssuerSettings = {
  /** May contain `{placeholder}`s, each of which stands for one path segment. */
  readonly name: string;
  /** The names it has with its listed tenants filled in. They get their places first, so nobody can take them. */
  readonly filledNames: readonly string[];
  readonly dialect: string;
  readonly countingVantage: CountingVantage;
};

/** Bounded table of issuers. Numbers are given in order of arrival; 0 is `other`, for all who find no place. */
export type Issuers = {
  readonly count: number;
  numberOf(name: string): number;
  /** The name of a number that `numberOf` gave. */
  nameOf(issuer: number): string;
  /** `undefined`: not configured here. */
  dialectOf(issuer: number): string | undefined;
  /** A row of this issuer was seen from `vantage`. `steadyMs` here and below: of a clock that only goes forward. */
  see(issuer: number, vantage: number, steadyMs: number): void;
  /** Chooses for issuers whose warm-up is over. */
  tick(steadyMs: number): void;
  /** `Vantage` value; 0 = not chosen yet. */
  vantageOf(issuer: number): number;
  snapshot(): readonly IssuerSnapshot[];
};

type Issuer = {
  readonly name: string;
  readonly dialect: string | undefined;
  vantage: number;
  firstSeenMs: number;
  /** Bit n for `Vantage` value n. */
  seenFrom: number;
};

/** How long `auto` waits for a server's own proxy to report. */
export const WARM_UP_MS = 60_000;

const CONFIGURED = { server: Vantage.Server, gateway: Vantage.Gateway, client: Vantage.Client, auto: 0 } as const;

/** At most `capacity` issuers, of which one is `other`. */
export function createIssuers(settings: readonly IssuerSettings[], capacity: number): Issuers {
  const configured = settings.map((one) => ({ ...one, template: parseTemplate(one.name) }));
  const numbers = new Map<string, number>();
  const issuers: Issuer[] = [];
  append(OTHER_ISSUER);
  for (const one of settings) for (const name of one.filledNames) numberOf(name);

  function append(name: string): number {
    const own = settingsOf(name);
    const vantage = CONFIGURED[own?.countingVantage ?? "auto"];
    numbers.set(name, issuers.length);
    return issuers.push({ name, dialect: own?.dialect, vantage, firstSeenMs: 0, seenFrom: 0 }) - 1;
  }

  /** A name that is spelled out goes before one that a template allows; the reserved names belong to no one. */
  function settingsOf(name: string): IssuerSettings | undefined {
    if (name === OTHER_ISSUER || name === UNCONFIGURED_ISSUER) return undefined;
    const spelled = configured.find(({ filledNames }) => filledNames.includes(name));
    return spelled ?? configured.find(({ template }) => matchesTemplate(template, name));
  }

  function numberOf(name: string): number {
    return numbers.get(name) ?? (issuers.length < capacity ? append(name) : 0);
  }

  function see(issuer: number, vantage: number, steadyMs: number): void {
    const one = issuers[issuer];
    if (one === undefined) return;
    choose(one, steadyMs);
    if (one.vantage !== 0) return;
    if (one.seenFrom === 0) one.firstSeenMs = steadyMs;
    one.seenFrom |= 1 << vantage;
    if (vantage === Vantage.Server) one.vantage = Vantage.Server;
  }

  return {
    get count() {
      return issuers.length;
    },
    numberOf,
    nameOf: (issuer) => issuers[issuer]?.name ?? OTHER_ISSUER,
    dialectOf: (issuer) => issuers[issuer]?.dialect,
    see,
    tick(steadyMs) {
      for (const one of issuers) choose(one, steadyMs);
    },
    vantageOf: (issuer) => issuers[issuer]?.vantage ?? 0,
    snapshot: () => issuers.map(({ name, vantage }) => ({ name, vantage })),
  };
}

/** Once the warm-up is over: no server has reported, so a gateway if there is one. A choice is never changed. */
function choose(one: Issuer, steadyMs: number): void {
  if (one.vantage !== 0 || one.seenFrom === 0 || steadyMs - one.firstSeenMs < WARM_UP_MS) return;
  one.vantage = (one.seenFrom & (1 << Vantage.Gateway)) !== 0 ? Vantage.Gateway : Vantage.Client;
}
