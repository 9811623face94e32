// Values that must never leave, put where secrets are; and what looks for them in all that left.
import { createCanaries } from "../privacy/canary.ts";
import { createSearch, type Output, textOf } from "../privacy/search.ts";
import type { Draw } from "./random.ts";
import { headerOf, setHeader, type Shot } from "./shot.ts";
import type { Stage } from "./stage.ts";

const CANARIES = createCanaries("fuzz");
const { of } = CANARIES;
const FORM_NAMES = [
  "code",
  "client_secret",
  "refresh_token",
  "password",
  "code_verifier",
  "assertion",
  "state",
] as const;
const JSON_NAMES = ["access_token", "refresh_token", "id_token", "device_code", "error_description", "x"] as const;
const FORM = new Map(FORM_NAMES.map((name) => [name, encodeURIComponent(of(name, "awkward"))]));
const JSON_TEXT = new Map(JSON_NAMES.map((name) => [name, JSON.stringify(of(`json ${name}`, "awkward"))]));
const BEARER = `Bearer ${of("bearer")}`;
const BASIC = `Basic ${Buffer.from(`${of("basic id")}:${of("basic secret")}`).toString("base64")}`;
const COOKIE = `session=${of("cookie")}`;
const CODE = of("code in location");
const SEARCH = createSearch(CANARIES.all());

/** Puts a secret or two into an exchange. */
export function plantSecrets(draw: Draw, { request, response }: Shot): void {
  const name = draw.pick(FORM_NAMES);
  const member = `${name}=${FORM.get(name)}`;
  if (draw.oneIn(2)) request.body = Buffer.concat([request.body, Buffer.from(`&${member}`)]);
  else setHeader(request, ":path", `${headerOf(request, ":path")}${draw.pick(["?", "&", "#"])}${member}`);
  if (draw.oneIn(3))
    request.headers.push(
      draw.pick([
        ["authorization", BEARER],
        ["authorization", BASIC],
        ["cookie", COOKIE],
      ]),
    );
  if (response === undefined) return;
  const key = draw.pick(JSON_NAMES);
  if (draw.oneIn(2)) response.body = Buffer.from(`{"${key}":${JSON_TEXT.get(key)},"error":${JSON_TEXT.get(key)}}`);
  else setHeader(response, "location", `https://client.example/cb?code=${CODE}&error=${CODE}#state=${CODE}`);
}

/** Throws when one of them is in what was sent, logged or shared. */
export function assertNoSecrets({ peer, host }: Stage): void {
  const outputs: Output[] = [
    { name: "what was sent", bytes: Buffer.concat(peer.bytes()) },
    { name: "the log", bytes: Buffer.from(host.lines.map(({ text }) => text).join("\n")) },
    ...host.shared
      .keys("fuzz")
      .map((key) => ({ name: key, bytes: host.shared.get("fuzz", key)?.bytes ?? new Uint8Array() })),
  ];
  const [found] = SEARCH.find(outputs);
  if (found !== undefined) throw new Error(`a secret left: ${textOf(found)}`);
}
