// The filter on versions of Envoy that name properties otherwise: who the proxy is, from where it sees, and what it tells.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProfileName } from "../../host/profile.ts";
import type { Direction } from "../../host/types.ts";
import { expectedOf, type GoldenCase, goldenCases, shapeOf } from "./support/golden.ts";
import { createPlayedEnvoy } from "./support/played-envoy.ts";
import { recordsOf } from "./support/records.ts";
import { configuration, EVERY_MS, lastHeartbeat, streamOf, TOKEN_REQUEST } from "./support/vms.ts";
import { requestOf, welcome } from "./support/wire.ts";

const VERSIONS: readonly ProfileName[] = ["envoy-1.28", "envoy-1.32", "envoy-1.40"];
const NODE = {
  id: "sidecar~10.0.0.1~pod.ns~domain",
  cluster: "pod.ns",
  "metadata.WORKLOAD_NAME": "pod",
  "metadata.NAMESPACE": "ns",
};
const OLDEST = VERSIONS[0];
const SERVER = 1;
const CLIENT = 2;
const GATEWAY = 3;

/** Vantage of an exchange that is under way, as a heartbeat names it; undefined when it cannot be told. */
function vantageOf(profile: ProfileName, direction: Direction, id: string): number | undefined {
  const envoy = createPlayedEnvoy({ profile, direction, node: { ...NODE, id } });
  const vm = { envoy, root: envoy.addRoot(configuration({ vantage: "auto" })) };
  envoy.request(vm.root, TOKEN_REQUEST);
  streamOf(vm).message(welcome(65_536));
  envoy.tick(vm.root, EVERY_MS);
  return lastHeartbeat(vm).inFlight?.[0].vantage;
}

for (const profile of VERSIONS) {
  test(`on ${profile} Hello says who the proxy is`, () => {
    const envoy = createPlayedEnvoy({ profile, node: NODE });
    const root = envoy.addRoot(configuration());
    envoy.exchange(root, TOKEN_REQUEST, { status: 400 });
    const { hello } = requestOf(streamOf({ envoy, root }).sent[0]!);
    const { node, cluster, workload, namespace } = hello;
    assert.deepEqual([node, cluster, workload, namespace], [NODE.id, "pod.ns", "pod", "ns"]);
  });

  test(`on ${profile} the vantage is that of the listener, or of the kind of proxy`, () => {
    const [sidecar, router, waypoint] = ["sidecar~a", "router~a", "waypoint~a"].map(
      (id) => (direction: Direction) => vantageOf(profile, direction, id),
    );
    assert.deepEqual(
      [sidecar?.("inbound"), sidecar?.("outbound"), router?.("outbound"), waypoint?.("outbound")],
      [SERVER, CLIENT, GATEWAY, SERVER],
    );
    assert.equal(sidecar?.("unspecified"), undefined);
  });

  test(`on ${profile} a configuration's mistakes are told, and nothing else`, () => {
    const envoy = createPlayedEnvoy({ profile, node: NODE });
    envoy.addRoot(configuration());
    assert.deepEqual(envoy.logs(), []);
    envoy.addRoot(configuration({ vantage: "upstream" }));
    assert.deepEqual(envoy.logs(), [
      "oauth-flow: configuration: vantage: want auto, server, client or gateway; auto is used",
    ]);
  });
}

test(`on ${OLDEST} every golden exchange is the record that it is on the newest`, () => {
  const byConfiguration = new Map<string, GoldenCase[]>();
  for (const golden of goldenCases())
    byConfiguration.set(golden.configuration, [...(byConfiguration.get(golden.configuration) ?? []), golden]);
  for (const [settings, cases] of byConfiguration) {
    const records = recordsOf(settings, cases, OLDEST);
    for (const [index, golden] of cases.entries()) {
      const expected = expectedOf(golden);
      const shown = shapeOf(records[index] ?? null, expected);
      assert.deepEqual({ [golden.name]: shown }, { [golden.name]: expected });
    }
  }
});
