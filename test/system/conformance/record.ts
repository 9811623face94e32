// Plays scenarios on the real Envoy and writes down what it did:
//
//   node --import tsx test/system/conformance/record.ts [NAME…]
//
// Without names all of test/golden/scenarios and test/golden/foreign. The difference is reviewed as code is.
import { scenariosIn, traceOf } from "../../../host/conformance/files.ts";
import { compileExample } from "../../../host/examples/compile.ts";
import { ensureEnvoy, envoyVersion } from "../../../scripts/setup/envoy.ts";
import { ensureForeignFilter } from "../../../scripts/setup/foreign-filter.ts";
import { playOnEnvoy } from "./play.ts";

const proxy = `Envoy ${await envoyVersion(await ensureEnvoy())}`;
const modules = new Map([
  ["filter", "build/filter.wasm"],
  ["probe", await compileExample("probe")],
  ["gate", await ensureForeignFilter()],
]);
const wanted = process.argv.slice(2);

const all = [...scenariosIn("test/golden/scenarios"), ...scenariosIn("test/golden/foreign")];
const unknown = wanted.find((name) => !all.some((each) => each.name === name));
if (unknown !== undefined) {
  console.error(`${unknown}: no such scenario; there is ${all.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

for (const { name, scenario, record } of all) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const wasm = modules.get(scenario.module);
  if (wasm === undefined) throw new Error(`scenario ${name}: module: no such module: ${scenario.module}`);
  record(traceOf(scenario, await playOnEnvoy(scenario, wasm)), proxy);
  console.log(name);
}
