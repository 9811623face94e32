import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { indexPage } from "../../../../control-plane/views/http/index-page.ts";
import type { Readiness } from "../../../../control-plane/views/http/server.ts";
import { ask, PAGE, start, statusOf } from "./servers.ts";

test("/healthz is 200 while the process lives, also while it starts and drains", async (context) => {
  let readiness: Readiness = "starting";
  const { port } = await start(context, { readiness: () => readiness });
  assert.equal(await statusOf(port, "/healthz"), "200 ok");
  readiness = "draining";
  assert.equal(await statusOf(port, "/healthz"), "200 ok");
});

test("/readyz is 200 when ready, and 503 with the word while it starts and drains", async (context) => {
  let readiness: Readiness = "starting";
  const { port } = await start(context, { readiness: () => readiness });
  assert.equal(await statusOf(port, "/readyz"), "503 starting");
  readiness = "ready";
  assert.equal(await statusOf(port, "/readyz"), "200 ready");
  readiness = "draining";
  assert.equal(await statusOf(port, "/readyz"), "503 draining");
});

test("/metrics is the page in the format that Accept asked for", async (context) => {
  const accepts: (string | undefined)[] = [];
  const { port } = await start(context, {
    async metrics(accept) {
      accepts.push(accept);
      return { contentType: "application/openmetrics-text; version=1.0.0; charset=utf-8", chunks: PAGE };
    },
  });
  const { status, headers, body } = await ask(port, "/metrics?debug=1", { headers: { Accept: "x/y;q=0.5" } });
  assert.equal(status, 200);
  assert.equal(body.toString(), PAGE.join(""));
  assert.equal(headers["content-type"], "application/openmetrics-text; version=1.0.0; charset=utf-8");
  assert.equal(headers.vary, "Accept, Accept-Encoding");
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.deepEqual(accepts, ["x/y;q=0.5"]);
});

test("/metrics is compressed where gzip is accepted, and plain where it is not", async (context) => {
  const { port } = await start(context);
  const zipped = await ask(port, "/metrics", { headers: { "Accept-Encoding": "br, GZIP;q=0.5" } });
  assert.equal(zipped.headers["content-encoding"], "gzip");
  assert.equal(gunzipSync(zipped.body).toString(), PAGE.join(""));
  for (const encoding of ["identity", "gzip;q=0", "gzip;q=0.000", "x-gzip"]) {
    const plain = await ask(port, "/metrics", { headers: { "Accept-Encoding": encoding } });
    assert.equal(plain.headers["content-encoding"], undefined, encoding);
    assert.equal(plain.body.toString(), PAGE.join(""), encoding);
  }
});

test("HEAD has the headers of GET and no body", async (context) => {
  const { port } = await start(context);
  for (const path of ["/metrics", "/healthz", "/readyz", "/"]) {
    const head = await ask(port, path, { method: "HEAD" });
    const get = await ask(port, path);
    assert.equal(head.status, 200, path);
    assert.equal(head.body.length, 0, path);
    assert.equal(head.headers["content-type"], get.headers["content-type"], path);
    assert.equal(head.headers["content-length"], get.headers["content-length"], path);
  }
});

test("another path is 404, another method 405 with those that there are", async (context) => {
  const { port } = await start(context);
  assert.equal(await statusOf(port, "/metrics/"), "404 want /metrics, /healthz, /readyz or /");
  assert.equal(await statusOf(port, "/favicon.ico", { method: "POST" }), "404 want /metrics, /healthz, /readyz or /");
  const { status, headers, body } = await ask(port, "/metrics", { method: "POST" });
  assert.equal(`${status} ${body.toString()}`, "405 want GET or HEAD\n");
  assert.equal(headers.allow, "GET, HEAD");
});

test("/ names what there is, and lets the browser load nothing", async (context) => {
  const { port } = await start(context);
  const { headers, body } = await ask(port, "/");
  assert.equal(headers["content-type"], "text/html; charset=utf-8");
  assert.equal(headers["content-security-policy"], "default-src 'none'");
  for (const path of ["/metrics", "/healthz", "/readyz"]) assert.ok(body.includes(`href="${path}"`), path);
  assert.match(body.toString(), /<h1>oauth-flow 1\.2\.3<\/h1>/);
  assert.match(indexPage("<b>&"), /<h1>oauth-flow &lt;b>&amp;<\/h1>/);
});

test("an address that is not on the list gets 403 for everything", async (context) => {
  const { port } = await start(context, { allow: ["192.0.2.0/24"] });
  for (const path of ["/metrics", "/healthz", "/nothing"]) {
    assert.equal(await statusOf(port, path), "403 this address may not ask (http.allow)", path);
  }
});

test("an address that is on the list gets its answer", async (context) => {
  const { port } = await start(context, { allow: ["192.0.2.0/24", "127.0.0.0/8"] });
  assert.equal(await statusOf(port, "/healthz"), "200 ok");
});

test("headers beyond 8 KiB are refused", async (context) => {
  const { port } = await start(context);
  const { status } = await ask(port, "/healthz", { headers: { "X-Long": "x".repeat(9_000) } });
  assert.equal(status, 431);
});
