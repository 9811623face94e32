// What has to be there before anything can run. The first time it takes a minute or two, and says so.
import { fileURLToPath } from "node:url";
import { buildFilter } from "../scripts/build-filter.ts";
import { generateSources } from "../scripts/generate-sources.ts";
import { progress } from "../scripts/setup/cache.ts";
import { chooseEnvoy, type EnvoyChoice } from "../scripts/setup/envoy.ts";

/** What takes longer is announced, ms. */
const QUICK_MS = 500;

export type SetUp = {
  /** What the proxies are: Envoys, or the filter's own host. */
  readonly envoy: EnvoyChoice;
  /** Path of the module. */
  readonly wasm: string;
};

/** Throws SetupError with one line and a remedy, or the compiler's own words. */
export async function setUp(): Promise<SetUp> {
  await announced("generated sources", generateSources());
  await announced("compiling the filter", buildFilter());
  const envoy = await chooseEnvoy();
  if (envoy.kind === "none") progress(`without Envoy (${envoy.why}): the same filter runs in host/`);
  const wasm = fileURLToPath(new URL("../build/filter.wasm", import.meta.url));
  return { envoy, wasm };
}

async function announced<T>(what: string, work: Promise<T>): Promise<T> {
  const late = setTimeout(() => progress(what), QUICK_MS);
  try {
    return await work;
  } finally {
    clearTimeout(late);
  }
}
