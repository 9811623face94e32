// The servers whose ways are known, by the names that a configuration gives them. A new one is a value here, its name,
// and its table in one of the dialect-paths files.

import { equalsAscii } from "../text/ascii";
import { COMMON } from "./dialect-paths";
import {
  AUTHELIA,
  AUTHENTIK,
  CASDOOR,
  DEX,
  HYDRA,
  JANSSEN,
  KANIDM,
  KEYCLOAK,
  OIDC_PROVIDER,
  SPRING,
  ZITADEL,
} from "./dialect-paths-open";
import { ADFS, CURITY, DUENDE, PINGAM, PINGFEDERATE } from "./dialect-paths-licensed";
import { AUTH0, COGNITO, ENTRA, GOOGLE, OKTA, PINGONE } from "./dialect-paths-hosted";
import { GITEA, GITHUB, GITLAB, MAS, OPENSHIFT } from "./dialect-paths-within";

/** A server. Generic is all of them. */
export enum Dialect {
  Unknown = 0,
  Generic = 1,
  Keycloak = 2,
  Hydra = 3,
  Dex = 4,
  Duende = 5,
  Spring = 6,
  Zitadel = 7,
  Authentik = 8,
  Authelia = 9,
  PingAm = 10,
  PingFederate = 11,
  PingOne = 12,
  Entra = 13,
  Okta = 14,
  Auth0 = 15,
  Cognito = 16,
  Google = 17,
  GitHub = 18,
  GitLab = 19,
  Gitea = 20,
  Curity = 21,
  Janssen = 22,
  Mas = 23,
  OidcProvider = 24,
  Casdoor = 25,
  Kanidm = 26,
  Adfs = 27,
  OpenShift = 28,
}

/** The highest value of Dialect; 190 fit into an endpoint table. */
export const DIALECTS: u32 = 28;

/** Dialect of a configured name; lower case, exact. Unknown when there is none. */
export function dialectByName(at: usize, size: u32): Dialect {
  for (let i: u32 = 1; i <= DIALECTS; i++) if (equalsAscii(at, size, nameOfDialect(<Dialect>i))) return <Dialect>i;
  return Dialect.Unknown;
}

/** The name that a configuration gives a dialect. */
export function nameOfDialect(dialect: Dialect): string {
  switch (dialect) {
    case Dialect.Generic:
      return "generic";
    case Dialect.Keycloak:
      return "keycloak";
    case Dialect.Hydra:
      return "hydra";
    case Dialect.Dex:
      return "dex";
    case Dialect.Duende:
      return "duende";
    case Dialect.Spring:
      return "spring";
    case Dialect.Zitadel:
      return "zitadel";
    case Dialect.Authentik:
      return "authentik";
    case Dialect.Authelia:
      return "authelia";
    case Dialect.PingAm:
      return "pingam";
    case Dialect.PingFederate:
      return "pingfederate";
    case Dialect.PingOne:
      return "pingone";
    case Dialect.Entra:
      return "entra";
    case Dialect.Okta:
      return "okta";
    case Dialect.Auth0:
      return "auth0";
    case Dialect.Cognito:
      return "cognito";
    case Dialect.Google:
      return "google";
    case Dialect.GitHub:
      return "github";
    case Dialect.GitLab:
      return "gitlab";
    case Dialect.Gitea:
      return "gitea";
    case Dialect.Curity:
      return "curity";
    case Dialect.Janssen:
      return "janssen";
    case Dialect.Mas:
      return "mas";
    case Dialect.OidcProvider:
      return "oidc-provider";
    case Dialect.Casdoor:
      return "casdoor";
    case Dialect.Kanidm:
      return "kanidm";
    case Dialect.Adfs:
      return "adfs";
    case Dialect.OpenShift:
      return "openshift";
    default:
      return "";
  }
}

/** Its table of paths; Generic's own part is what all servers have. */
export function pathsOfDialect(dialect: Dialect): string {
  switch (dialect) {
    case Dialect.Generic:
      return COMMON;
    case Dialect.Keycloak:
      return KEYCLOAK;
    case Dialect.Hydra:
      return HYDRA;
    case Dialect.Dex:
      return DEX;
    case Dialect.Duende:
      return DUENDE;
    case Dialect.Spring:
      return SPRING;
    case Dialect.Zitadel:
      return ZITADEL;
    case Dialect.Authentik:
      return AUTHENTIK;
    case Dialect.Authelia:
      return AUTHELIA;
    case Dialect.PingAm:
      return PINGAM;
    case Dialect.PingFederate:
      return PINGFEDERATE;
    case Dialect.PingOne:
      return PINGONE;
    case Dialect.Entra:
      return ENTRA;
    case Dialect.Okta:
      return OKTA;
    case Dialect.Auth0:
      return AUTH0;
    case Dialect.Cognito:
      return COGNITO;
    case Dialect.Google:
      return GOOGLE;
    case Dialect.GitHub:
      return GITHUB;
    case Dialect.GitLab:
      return GITLAB;
    case Dialect.Gitea:
      return GITEA;
    case Dialect.Curity:
      return CURITY;
    case Dialect.Janssen:
      return JANSSEN;
    case Dialect.Mas:
      return MAS;
    case Dialect.OidcProvider:
      return OIDC_PROVIDER;
    case Dialect.Casdoor:
      return CASDOOR;
    case Dialect.Kanidm:
      return KANIDM;
    case Dialect.Adfs:
      return ADFS;
    case Dialect.OpenShift:
      return OPENSHIFT;
    default:
      return "";
  }
}
