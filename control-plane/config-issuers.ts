import { isIP } from "node:net";
import type { RawIssuer, Report } from "./config-checks.ts";
import type { IssuerConfig } from "./config.ts";
import { OTHER_ISSUER, UNCONFIGURED_ISSUER } from "./model/aggregate.ts";

/** Names of issuers, as written and with tenants filled in: half of what the aggregate has room for. */
const MOST_NAMES = 512;
/** Bytes that a name may have on the wire; docs/wire.md, "Dictionaries". */
const LONGEST_NAME = 128;
/** Label values that mean something else. */
const RESERVED: ReadonlySet<string> = new Set([OTHER_ISSUER, UNCONFIGURED_ISSUER]);
const HOST = /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/i;

/** The issuers with defaults, and reports of what does not fit together. */
export function checkIssuers(raw: readonly (RawIssuer | undefined)[], report: Report): readonly IssuerConfig[] {
  const owners = new Map<string, number>();
  const issuers: IssuerConfig[] = [];
  raw.forEach((one, index) => {
    if (one?.name === undefined) return;
    checkPlaceholders(one, one.name, index, report);
    checkHosts(one, index, report);
    const filledNames = fillNames(one.name, one.tenants ?? {});
    checkNames(new Set([one.name, ...filledNames]), index, owners, report);
    issuers.push({
      name: one.name,
      filledNames,
      dialect: one.dialect ?? "generic",
      countingVantage: one.counting_vantage ?? "auto",
    });
  });
  return issuers;
}

/** Each name, spelled or filled in, belongs to one issuer. `owners`: which issuer has a name already. */
function checkNames(names: ReadonlySet<string>, index: number, owners: Map<string, number>, report: Report): void {
  const at = ["issuers", index, "name"];
  for (const name of names) {
    const owner = owners.get(name);
    if (owner !== undefined)
      return report(at, `want names of its own, got ${quote(name)}, which issuers[${owner}] has`);
    if (RESERVED.has(name)) return report(at, `want another name, ${quote(name)} is a label value of its own`);
    if (Buffer.byteLength(name) > LONGEST_NAME) {
      return report(at, `want at most ${LONGEST_NAME} bytes with tenants filled in, got ${quote(name)}`);
    }
    if (owners.size >= MOST_NAMES) {
      const want = `want at most ${MOST_NAMES} names, as written and with tenants filled in, got more from here on`;
      return report(["issuers", index], `${want}; list fewer tenants`);
    }
    owners.set(name, index);
  }
}

function checkHosts({ hosts }: RawIssuer, index: number, report: Report): void {
  hosts?.forEach((host, place) => {
    if (host === undefined || HOST.test(host) || isIP(host.replace(/^\[(.*)\]$/, "$1")) !== 0) return;
    report(["issuers", index, "hosts", place], `want a host name without scheme and port, got ${quote(host)}`);
  });
}

function checkPlaceholders(issuer: RawIssuer, name: string, index: number, report: Report): void {
  const placeholders = placeholdersOf(name);
  const rest = name.replaceAll(/\{[a-z_][a-z0-9_]*\}/gi, "");
  if (/[{}]/.test(rest)) report(["issuers", index, "name"], `want placeholders like {realm}, got ${quote(name)}`);
  if (name.includes("}{")) report(["issuers", index, "name"], `want text between placeholders, got ${quote(name)}`);
  if (new Set(placeholders).size !== placeholders.length) {
    report(["issuers", index, "name"], `want each placeholder once, got ${quote(name)}`);
  }
  for (const placeholder of Object.keys(issuer.tenants ?? {})) {
    if (placeholders.includes(placeholder)) continue;
    report(["issuers", index, "tenants", placeholder], `no such placeholder in the name ${quote(name)}`);
  }
  for (const [endpoint, paths] of Object.entries(issuer.endpoints ?? {})) {
    paths.forEach((path, place) => {
      if (path === undefined || path.split("/").every(isSegment)) return;
      report(
        ["issuers", index, "endpoints", endpoint, place],
        `want placeholders like {realm}, each a whole segment, got ${quote(path)}`,
      );
    });
  }
}

/** Of a path template: text, or a placeholder. One that is not in the name stands for any segment. */
function isSegment(segment: string): boolean {
  return !/[{}]/.test(segment) || /^\{[a-z_][a-z0-9_]*\}$/i.test(segment);
}

function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(/\{([^{}]*)\}/g)].map(([, placeholder = ""]) => placeholder);
}

/** Every combination of listed tenants, one beyond the limit at most; empty when a placeholder has no list. */
function fillNames(name: string, tenants: NonNullable<RawIssuer["tenants"]>): readonly string[] {
  const lists = new Map(Object.entries(tenants));
  let names: readonly string[] = [name];
  for (const placeholder of placeholdersOf(name)) {
    const values = new Set((lists.get(placeholder) ?? []).filter((value) => value !== undefined));
    names = names
      .flatMap((one) => [...values].map((value) => one.replace(`{${placeholder}}`, () => value)))
      .slice(0, MOST_NAMES + 1);
  }
  return names;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
