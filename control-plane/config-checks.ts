import { isIP } from "node:net";
import { checkIssuers } from "./config-issuers.ts";
import type { Config, ListenAddress, Listener, LogLevel } from "./config.ts";
import type { KeyPath, Mistake, Source } from "./config-source.ts";
import { readTls } from "./config-tls.ts";

/** What a file holds once its shape is right; each part may be absent. */
export type RawConfig = {
  readonly grpc?: RawListener;
  readonly http?: RawListener & { readonly allow?: readonly (string | undefined)[] };
  readonly state_dir?: string;
  readonly issuers?: readonly (RawIssuer | undefined)[];
  readonly log?: { readonly level?: LogLevel; readonly format?: "json" | "pretty" };
};

export type RawListener = { readonly listen?: string; readonly tls?: RawTls; readonly insecure?: boolean };
export type RawTls = { readonly cert?: string; readonly key?: string; readonly client_ca?: string };
export type RawIssuer = {
  readonly name?: string;
  readonly hosts?: readonly (string | undefined)[];
  readonly dialect?: string;
  readonly tenants?: { readonly [placeholder: string]: readonly (string | undefined)[] };
  readonly endpoints?: { readonly [endpoint: string]: readonly (string | undefined)[] };
  readonly counting_vantage?: "auto" | "server" | "gateway" | "client";
};

/** Checks what a schema cannot say. `value` is of the right shape; the configuration is of use only without mistakes. */
export function checkMeaning(
  value: unknown,
  source: Source,
): { readonly config: Config; readonly mistakes: readonly Mistake[] } {
  const raw = value as RawConfig; // The one place where a checked shape becomes a type.
  const mistakes: Mistake[] = [];
  const report = (path: KeyPath, message: string) => void mistakes.push(source.mistake(path, message));
  const grpc = checkListener("grpc", raw.grpc ?? {}, "127.0.0.1:9101", report);
  const http = checkListener("http", raw.http ?? {}, "127.0.0.1:9102", report);
  if (http.listen.port !== 0 && http.listen.port === grpc.listen.port && http.listen.host === grpc.listen.host) {
    report(
      ["http", "listen"],
      `want another port than grpc.listen, got ${http.listen.host}:${http.listen.port} for both`,
    );
  }
  raw.http?.allow?.forEach((cidr, index) => {
    if (cidr !== undefined && !isCidr(cidr))
      report(["http", "allow", index], `want a CIDR like 10.0.0.0/8 or fd00::/8, got ${JSON.stringify(cidr)}`);
  });
  const issuers = checkIssuers(raw.issuers ?? [], report);
  const allow = raw.http?.allow?.filter((cidr) => cidr !== undefined);
  const log = { level: raw.log?.level ?? "info", format: raw.log?.format ?? "json" } as const;
  return { config: { grpc, http: { ...http, allow }, stateDir: raw.state_dir ?? "./state", issuers, log }, mistakes };
}

export type Report = (path: KeyPath, message: string) => void;

function checkListener(key: "grpc" | "http", raw: RawListener, standard: string, report: Report): Listener {
  const listen = listenAddressOf(raw.listen ?? standard);
  if (listen === undefined) {
    report(
      [key, "listen"],
      `want ADDRESS:PORT with an IP address or localhost and a port of 0–65535, got ${JSON.stringify(raw.listen)}`,
    );
  } else if (raw.tls === undefined && raw.insecure !== true && !isLoopback(listen.host)) {
    report(
      [key, "listen"],
      `${raw.listen} is plaintext beyond loopback; give ${key}.tls, or write ${key}.insecure: true where a mesh sidecar ends TLS`,
    );
  }
  const tls = raw.tls === undefined ? undefined : readTls([key, "tls"], raw.tls, report);
  return { listen: listen ?? { host: "127.0.0.1", port: 0 }, tls };
}

/** `undefined`: not an address. */
export function listenAddressOf(text: string): ListenAddress | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const [, inBrackets, plain, digits] = match;
  const host = inBrackets ?? plain ?? "";
  const port = Number(digits);
  const isAddress = inBrackets === undefined ? host === "localhost" || isIP(host) === 4 : isIP(host) === 6;
  return isAddress && port <= 65_535 ? { host, port } : undefined;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function isCidr(text: string): boolean {
  const [address = "", prefix = "", ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return false;
  return Number(prefix) <= (family === 4 ? 32 : 128);
}
