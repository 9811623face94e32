// Plays a scenario on a real Envoy and gives what crossed the border there.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ENVOY_LOG_FORMAT, readEnvoyLog } from "../../../host/conformance/envoy-log.ts";
import type { BorderEvent } from "../../../host/conformance/events.ts";
import type { Scenario } from "../../../host/conformance/scenario.ts";
import { type Envoy, startEnvoy } from "../support/envoy.ts";
import { freePort } from "../support/free-port.ts";
import { createListenerFile } from "../support/listener-file.ts";
import { bootstrapOf } from "./bootstrap.ts";
import { http1Upstream } from "./http1.ts";
import { http2Upstream } from "./http2.ts";
import { createStage } from "./stage.ts";

/** What crossed, from the first VM to the end after SIGTERM. `wasm` is the path of the module. */
export async function playOnEnvoy(scenario: Scenario, wasm: string): Promise<readonly BorderEvent[]> {
  const folder = mkdtempSync(join(tmpdir(), "oauth-flow-conformance-"));
  const upstream =
    scenario.protocol === "h2"
      ? await http2Upstream(scenario.steps.some((step) => step.do === "response_trailers"))
      : await http1Upstream();
  const peer = await http2Upstream(false);
  const log = join(folder, "log");
  const file = createListenerFile();
  let envoy: Envoy | undefined;
  try {
    const closedPort = await freePort();
    const places = { wasm: resolve(wasm), upstreamPort: upstream.port, peerPort: peer.port, closedPort };
    const rendered = (configuration: string): string => bootstrapOf({ ...scenario, configuration }, places);
    const hasUpdates = scenario.steps.some((step) => step.do === "update");
    const config = hasUpdates ? file.take(rendered(scenario.configuration)) : rendered(scenario.configuration);
    const args = ["--log-path", log, "--log-format", ENVOY_LOG_FORMAT, "--file-flush-interval-msec", "20"];
    const starting = startEnvoy({ config, concurrency: scenario.concurrency ?? 1, wasmLog: "trace", args });
    if (scenario.refused === true) {
      await starting.then(
        async (started) => {
          await started.stop();
          throw new Error(`${scenario.title}: Envoy started, and was to refuse`);
        },
        () => undefined,
      );
      return readEnvoyLog(readFileSync(log, "utf8"));
    }
    envoy = await starting;
    const events = (): readonly BorderEvent[] => readEnvoyLog(readFileSync(log, "utf8"));
    const update = (configuration: string): void => file.publish(rendered(configuration));
    const stage = createStage({ scenario, envoy, upstream, peer, events, update });
    for (const step of scenario.steps) await stage.play(step);
    await stage.close();
    await envoy.stop();
    return events();
  } finally {
    await envoy?.stop();
    await upstream.close();
    await peer.close();
    file.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
