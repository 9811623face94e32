import assert from "node:assert/strict";
import { test } from "node:test";
import { createIssuers, type IssuerSettings } from "../../../control-plane/aggregate/issuers.ts";
import { Vantage } from "../../../control-plane/model/gen/words.ts";

const { Server, Client, Gateway } = Vantage;

function settings(name: string, over: Partial<IssuerSettings> = {}): IssuerSettings {
  return { name, filledNames: name.includes("{") ? [] : [name], dialect: "generic", countingVantage: "auto", ...over };
}

test("auto takes the server at its first record, whoever reported before", () => {
  const issuers = createIssuers([], 8);
  const as = issuers.numberOf("as");
  issuers.see(as, Client, 1_000);
  issuers.see(as, Gateway, 2_000);
  issuers.tick(60_999);
  assert.equal(issuers.vantageOf(as), 0);
  issuers.see(as, Server, 60_999);
  assert.equal(issuers.vantageOf(as), Server);
});

test("a choice stands, however much time goes by", () => {
  const issuers = createIssuers([], 8);
  const as = issuers.numberOf("as");
  issuers.see(as, Client, 1_000);
  issuers.see(as, Server, 2_000);
  issuers.tick(61_000);
  issuers.see(as, Gateway, 90_000);
  issuers.tick(200_000);
  assert.equal(issuers.vantageOf(as), Server);
});

test("auto takes a gateway when no server has reported for 60 s after the first record", () => {
  const issuers = createIssuers([], 8);
  const as = issuers.numberOf("as");
  issuers.see(as, Client, 1_000);
  issuers.see(as, Gateway, 60_000);
  issuers.tick(60_999);
  assert.equal(issuers.vantageOf(as), 0);
  issuers.tick(61_000);
  assert.equal(issuers.vantageOf(as), Gateway);
});

test("auto takes the client when neither server nor gateway has reported", () => {
  const issuers = createIssuers([], 8);
  const as = issuers.numberOf("as");
  issuers.see(as, Client, 1_000);
  issuers.tick(61_000);
  assert.equal(issuers.vantageOf(as), Client);
});

test("a server that reports after the warm-up does not change the choice, even before the tick", () => {
  const issuers = createIssuers([], 8);
  const as = issuers.numberOf("as");
  issuers.see(as, Client, 1_000);
  issuers.see(as, Server, 61_000);
  assert.equal(issuers.vantageOf(as), Client);
});

test("each issuer has a warm-up of its own, which begins with its first record", () => {
  const issuers = createIssuers([settings("quiet")], 8);
  const quiet = issuers.numberOf("quiet");
  const as = issuers.numberOf("as");
  issuers.see(as, Client, 1_000);
  issuers.tick(200_000);
  assert.equal(issuers.vantageOf(as), Client);
  assert.equal(issuers.vantageOf(quiet), 0);
  issuers.see(quiet, Server, 300_000);
  assert.equal(issuers.vantageOf(quiet), Server);
});

test("a configured counting vantage holds from the start, whatever reports", () => {
  const issuers = createIssuers([settings("as", { countingVantage: "client" })], 8);
  const as = issuers.numberOf("as");
  assert.equal(issuers.vantageOf(as), Client);
  issuers.see(as, Server, 1_000);
  issuers.tick(100_000);
  assert.equal(issuers.vantageOf(as), Client);
});

test("a template gives its settings to the names it can have, and to no others", () => {
  const issuers = createIssuers([settings("corp/{realm}", { dialect: "keycloak", countingVantage: "gateway" })], 8);
  const staff = issuers.numberOf("corp/staff");
  const deeper = issuers.numberOf("corp/staff/x");
  assert.equal(issuers.dialectOf(staff), "keycloak");
  assert.equal(issuers.vantageOf(staff), Gateway);
  assert.equal(issuers.dialectOf(deeper), undefined);
  assert.equal(issuers.vantageOf(deeper), 0);
});

test("a name that is spelled out goes before a template that allows it", () => {
  const template = settings("corp/{realm}", { countingVantage: "server" });
  const issuers = createIssuers([template, settings("corp/shop", { countingVantage: "client" })], 8);
  assert.equal(issuers.vantageOf(issuers.numberOf("corp/shop")), Client);
  assert.equal(issuers.vantageOf(issuers.numberOf("corp/staff")), Server);
});

test("the names of those without a place belong to no template", () => {
  const issuers = createIssuers([settings("{tenant}", { dialect: "keycloak", countingVantage: "server" })], 8);
  assert.equal(issuers.dialectOf(issuers.numberOf("unconfigured")), undefined);
  assert.equal(issuers.vantageOf(issuers.numberOf("unconfigured")), 0);
  assert.equal(issuers.vantageOf(issuers.numberOf("other")), 0);
});

test("beyond the capacity a name is `other`, and configured names have had their places before", () => {
  const issuers = createIssuers([settings("corp/{r}", { filledNames: ["corp/a", "corp/b"] })], 4);
  assert.equal(issuers.numberOf("first"), 3);
  assert.equal(issuers.numberOf("second"), 0);
  assert.equal(issuers.numberOf("corp/b"), 2);
  assert.equal(issuers.numberOf("other"), 0);
  assert.deepEqual(
    issuers.snapshot().map(({ name }) => name),
    ["other", "corp/a", "corp/b", "first"],
  );
  assert.equal(issuers.count, 4);
});
