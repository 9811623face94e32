// Resource owners, and what is known of them.
import { timingSafeEqual } from "node:crypto";
import type { Account } from "oidc-provider";
import type { Person } from "./settings.ts";

export type Accounts = {
  readonly find: (id: string) => Account | undefined;
  /** The account id when login and password belong together. */
  readonly check: (login: string, password: string) => string | undefined;
};

export function createAccounts(people: readonly Person[]): Accounts {
  const passwords = new Map(people.map(({ login, password }) => [login, password]));
  return {
    find: (id) => (passwords.has(id) ? { accountId: id, claims: () => ({ sub: id, name: id }) } : undefined),
    check(login, password) {
      const wanted = Buffer.from(passwords.get(login) ?? "");
      const given = Buffer.from(password);
      const equal = wanted.length > 0 && wanted.length === given.length && timingSafeEqual(wanted, given);
      return equal ? login : undefined;
    },
  };
}
