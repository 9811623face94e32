// What has to be there before anything can run. The first time it takes a minute or two, and says so.
import { fileURLToPath } from "node:url";
import { buildFilter } from "../scripts/build-filter.ts";
import { generateSources } from "../scripts/generate-sources.ts";
import { progress } from "../scripts/setup/cache.ts";
import { ensureEnvoy, envoyVersion } from "../scripts/setup/envoy.ts";

/** What takes longer is announced, ms. */
const QUICK_MS = 500;

export type SetUp = {
  /** Path of the binary. */
  readonly envoy: string;
  readonly envoyVersion: string;
  /** Path of the module. */
  readonly wasm: string;
};

/** Throws SetupError with one line and a remedy, or the compiler's own words. */
export async function setUp(): Promise<SetUp> {
  await announced("generated sources", generateSources());
  await announced("compiling the filter", buildFilter());
  const envoy = await ensureEnvoy();
  const wasm = fileURLToPath(new URL("../build/filter.wasm", import.meta.url));
  return { envoy, envoyVersion: await envoyVersion(envoy), wasm };
}

async function announced<T>(what: string, work: Promise<T>): Promise<T> {
  const late = setTimeout(() => progress(what), QUICK_MS);
  try {
    return await work;
  } finally {
    clearTimeout(late);
  }
}
