import assert from "node:assert/strict";
import { test } from "node:test";
import { createBrowser, type Habit } from "../../demo/clients/browser.ts";
import { createCookieJar } from "../../demo/clients/cookies.ts";
import { formsOf } from "../../demo/clients/html.ts";
import type { Fetch } from "../../demo/clients/transport.ts";

const ANN = { login: "ann", password: "a & b" };
const LOGIN = `<form method="post" action="/interaction/1/login"><input name="login"><input name="password"></form>`;
const CONSENT = `<form method="post" action="/interaction/2/consent"></form><form action="/interaction/2/cancel"></form>`;

const page = (html: string): Response => new Response(html, { status: 200, headers: { "content-type": "text/html" } });
const redirect = (location: string, cookie = "x=1"): Response =>
  new Response(null, { status: 303, headers: { location, "set-cookie": cookie } });

/** A browser before a server that knows these paths; and what it asked for. */
function before(answers: Readonly<Record<string, () => Response>>, habit: Habit = {}) {
  const asked: string[] = [];
  const fetch: Fetch = async (target, { method, body, headers }) => {
    const { pathname } = new URL(target);
    asked.push(
      `${method} ${pathname} ${body instanceof URLSearchParams ? body.toString() : ""} ${headers?.["cookie"] ?? ""}`,
    );
    return answers[pathname]?.() ?? new Response("", { status: 404 });
  };
  return { browser: createBrowser(fetch, ANN, habit), asked };
}

test("a browser logs in, consents, and brings the answer to the client", async () => {
  const { browser, asked } = before({
    "/auth": () => redirect("/interaction/1", "seen=yes; path=/interaction/1; httponly"),
    "/interaction/1": () => page(LOGIN),
    "/interaction/1/login": () => redirect("http://sso.example.test/auth/1"),
    "/auth/1": () => page(CONSENT),
    "/interaction/2/consent": () => redirect("https://shop.example.test/callback?code=c0de"),
  });
  const landing = await browser.visit("http://sso.example.test/auth?client_id=shop");
  assert.equal(landing.kind === "callback" && landing.url.href, "https://shop.example.test/callback?code=c0de");
  assert.deepEqual(asked, [
    "GET /auth  ",
    "GET /interaction/1  seen=yes",
    "POST /interaction/1/login login=ann&password=a+%26+b seen=yes",
    "GET /auth/1  x=1",
    "POST /interaction/2/consent  x=1",
  ]);
});

test("a person who refuses takes the way out", async () => {
  const { browser, asked } = before({ "/auth": () => page(CONSENT) }, { refuses: true });
  assert.deepEqual(await browser.visit("http://sso.example.test/auth"), { kind: "page", status: 404 });
  assert.equal(asked.at(-1), "POST /interaction/2/cancel  ");
});

test("a person who mistypes does so once", async () => {
  let tries = 0;
  const answers = {
    "/auth": () => page(LOGIN),
    "/interaction/1/login": () => ((tries += 1) === 1 ? page(LOGIN) : page("welcome")),
  };
  const { browser, asked } = before(answers, { mistypes: true });
  await browser.visit("http://sso.example.test/auth");
  assert.match(asked[1] ?? "", /password=a\+%26\+b%3F /);
  assert.match(asked[2] ?? "", /password=a\+%26\+b /);
});

test("a page that posts itself to a client ends the visit with its form", async () => {
  const script = "<script>document.forms[0].submit()</script>";
  const form = `<form action="https://shop.example.test/callback"><input name="code" value="a&amp;b&#43;&#x2b;"></form>`;
  const { browser } = before({ "/auth": () => page(`${script}${form}`) });
  const landing = await browser.visit("http://sso.example.test/auth");
  assert.equal(landing.kind === "callback" && landing.form?.get("code"), "a&b++");
});

test("a visit that goes round in circles ends", async () => {
  const { browser } = before({ "/auth": () => redirect("/auth") });
  await assert.rejects(browser.visit("http://sso.example.test/auth"), /20 pages and no end/);
});

test("cookies keep to their paths, the longer path first, and end when told", () => {
  const jar = createCookieJar();
  jar.take(["a=1; path=/", "b=2; path=/auth/1", "c=3; path=/authority"]);
  assert.equal(jar.fieldFor("/auth/1"), "b=2; a=1");
  assert.equal(jar.fieldFor("/auth"), "a=1");
  assert.equal(jar.fieldFor("/auth/12"), "a=1");
  jar.take(["b=; path=/auth/1; expires=Thu, 01 Jan 1970 00:00:00 GMT", "a=; path=/; max-age=0"]);
  assert.equal(jar.fieldFor("/auth/1"), "");
});

test("forms are read with their ids, actions and fields", () => {
  const [form] = formsOf(
    `<form id="op.f" method="post" action="/x?a=1&amp;b=2"><input type="hidden" name="n" value="&lt;&quot;"/></form>`,
  );
  assert.deepEqual(form, { id: "op.f", action: "/x?a=1&b=2", fields: new Map([["n", '<"']]) });
});
