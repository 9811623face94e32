// What passes through two proxies with the filter is byte for byte what passes through the same two without it, and the
// filter was there: it has recorded what it must.
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import fc from "fast-check";
import type { Json } from "../../scripts/envoy-config.ts";
import { statOf } from "./support/books.ts";
import { type Mesh, startMesh } from "./support/mesh.ts";
import { type Recorder, startRecorder } from "./support/recorder.ts";
import { type Received, send, type Sent } from "./support/send.ts";
import { type Answer, startUpstream, type Upstream, type UpstreamRequest } from "./support/upstream.ts";
import { until } from "./support/until.ts";

suite("traffic is the same with the filter and without", { concurrency: 2 }, () => {
  for (const protocol of ["h1", "h2"] as const)
    suite(`over ${protocol}`, { concurrency: 1 }, () => integrity(protocol));
});

type Passed = { readonly request: Partial<UpstreamRequest>; readonly answer: Partial<Received> };

function integrity(protocol: "h1" | "h2"): void {
  let upstream: Upstream;
  let recorder: Recorder;
  let meshes: Readonly<Record<"with" | "without", Mesh>>;
  const started: Mesh[] = [];

  before(async () => {
    upstream = await startUpstream(() => ({ kind: "hang" }));
    recorder = await startRecorder();
    const start = async (adapt: (bootstrap: Json) => void): Promise<Mesh> => {
      const common = { aggregatorPort: recorder.port, upstreamPort: upstream.port, protocol };
      const mesh = await startMesh({ ...common, adapt });
      started.push(mesh);
      return mesh;
    };
    meshes = { with: await start(addNothing), without: await start(addNothingAndNoFilter) };
  });

  after(async () => {
    await Promise.all(started.map((mesh) => mesh.stop()));
    await recorder?.close();
    await upstream?.close();
  });

  async function pass(mesh: Mesh, sent: Omit<Sent, "port">, answer: Answer): Promise<Passed> {
    upstream.play(() => answer);
    const { status, rawHeaders: answered, bytes: got } = await send({ ...sent, port: mesh.port, protocol });
    const { method, path, rawHeaders, bytes, httpVersion } = upstream.requests.at(-1)!;
    return {
      request: { method, path, rawHeaders, bytes, httpVersion },
      answer: { status, rawHeaders: answered, bytes: got },
    };
  }

  /** Waits until all that passed the filters is in their statistics, and all that they numbered is here. */
  async function recorded(): Promise<void> {
    const envoys = [meshes.with.client, meshes.with.server];
    await until("the filter has recorded", async () => {
      const [seen, emitted] = await Promise.all(["seen", "emitted"].map((name) => statOf(envoys, name)));
      // A request passes the upstream once with the filter and once without, and two filters.
      return seen === upstream.requests.length && emitted === recorder.records().length;
    });
  }

  test("any request and any answer", async () => {
    const exchanges = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(anyRequest, anyAnswer, async (request, answer) => {
        const withFilter = await pass(meshes.with, request, answer);
        assert.deepEqual(withFilter, await pass(meshes.without, request, answer));
        // And what the upstream and the client got is what was sent.
        assert.deepEqual(withFilter.request.bytes, Buffer.concat(request.chunks));
        assert.deepEqual(withFilter.answer.bytes, Buffer.concat(answer.chunks));
        const [path = ""] = request.path.split("?");
        if (isRead(request)) exchanges.set(path, (exchanges.get(path) ?? 0) + 1);
      }),
      { numRuns: 300, seed: 4, endOnFailure: true },
    );
    await recorded();
    for (const vantage of ["client", "server"]) {
      const records = recorder.records().filter(({ words }) => words["vantage"] === vantage);
      const at = (endpoint: string): number => records.filter(({ words }) => words["endpoint"] === endpoint).length;
      for (const [path, endpoint] of Object.entries(ENDPOINTS)) {
        assert.ok(exchanges.get(path)! > 20, `only ${exchanges.get(path)} requests of ${path}`);
        assert.equal(at(endpoint), exchanges.get(path), `${endpoint} at the ${vantage}`);
      }
      // Whether these are exchanges is in their queries and answers, too.
      const most = exchanges.get("/oauth2/authorize")! + exchanges.get("/login")!;
      assert.ok(at("authorization") > 10 && at("authorization") <= most, `${at("authorization")} of ${most}`);
    }
  });
}

/** Paths whose requests are exchanges whatever they say and whatever answers them, with their endpoints. */
const ENDPOINTS = { "/oauth2/token": "token", "/oauth2/revoke": "revocation", "/userinfo": "userinfo" };

/** PUT and gRPC are no exchange anywhere. */
function isRead({ method, headers }: Omit<Sent, "port">): boolean {
  return method !== "PUT" && headers?.["content-type"]?.startsWith("application/grpc") === false;
}

/** What Envoy makes up for each request is left out. */
function addNothing(bootstrap: Json): void {
  const { http_filters: filters, ...manager } = managerOf(bootstrap);
  Object.assign(managerOf(bootstrap), { ...manager, generate_request_id: false });
  filters.at(-1).typed_config.suppress_envoy_headers = true;
}

function addNothingAndNoFilter(bootstrap: Json): void {
  addNothing(bootstrap);
  managerOf(bootstrap)["http_filters"].shift();
}

function managerOf(bootstrap: Json): Json {
  return bootstrap["static_resources"].listeners[0].filter_chains[0].filters[0].typed_config;
}

const text = fc.string({ unit: fc.constantFrom(..."abcXYZ019 ,;=&%+/_-.\"'{}[]~".split("")), maxLength: 40 });
const name = fc.string({ unit: fc.constantFrom(..."abcdxyz09-".split("")), minLength: 1, maxLength: 12 });
const headers = fc
  .dictionary(
    name.map((one) => `x-t-${one}`),
    text.map((one) => one.trim()),
    { maxKeys: 8 },
  )
  .map((fields) => ({ ...fields }));

const bytes = fc.uint8Array({ maxLength: 2_000 }).map((one) => Buffer.from(one));
const large = fc.integer({ min: 0, max: 70_000 }).map((size) => Buffer.alloc(size, "grant_type=password&"));
const form = fc
  .array(fc.tuple(fc.constantFrom("grant_type", "code", "client_id", "x", ""), text), { maxLength: 6 })
  .map((pairs) => Buffer.from(pairs.map(([key, value]) => `${key}=${value}`).join("&")));
const body = fc.array(fc.oneof(bytes, form, large), { maxLength: 4 });
const query = fc.oneof(
  fc.constant(""),
  fc.webQueryParameters().map((parameters) => `?${parameters}`),
);

const anyRequest = fc
  .record({
    method: fc.constantFrom("POST", "POST", "PUT", "GET"),
    path: fc.constantFrom("/oauth2/token", "/oauth2/authorize", "/oauth2/revoke", "/login", "/", "/userinfo"),
    query,
    type: fc.constantFrom("application/x-www-form-urlencoded", "application/json", "text/html", "application/grpc+x"),
    headers,
    chunks: body,
  })
  .map(({ type, ...request }) => ({
    method: request.method,
    path: request.path + request.query,
    headers: { host: "sso.test", "content-type": type, authorization: "Basic YTpi", ...request.headers },
    // Over HTTP/1.1 Node.js frames no body of a GET.
    chunks: request.method === "GET" ? [] : request.chunks,
  }));

const anyAnswer = fc
  .record({
    status: fc.constantFrom(200, 201, 302, 400, 401, 404, 429, 500, 503),
    type: fc.constantFrom("application/json", "text/html", "text/plain"),
    location: fc.option(fc.constant("https://app.test/cb?code=c&state=s#x"), { nil: undefined }),
    headers,
    chunks: body,
  })
  .map(({ status, type, location, ...answer }) => ({
    kind: "answer" as const,
    status,
    headers: {
      date: "Thu, 01 Jan 1970 00:00:00 GMT",
      "content-type": type,
      ...(location === undefined ? {} : { location }),
      ...answer.headers,
    },
    chunks: answer.chunks,
  }));
