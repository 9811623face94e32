// Writes what build/filter.wasm imports and exports into the shipped Envoy configuration, so that Envoy allows just that.
import { readFileSync } from "node:fs";
import { readWasm } from "./wasm-module.ts";
import { write } from "./write.ts";

const FILTER = "deploy/envoy/filter.yaml";
const CLUSTER = "deploy/envoy/cluster.yaml";
const EXAMPLE = "deploy/envoy/envoy.yaml";
const BEGIN = "# Generated from build/filter.wasm by `npm run generate`. Do not edit.";
const END = "# End of what is generated.";

/**
 * Names for `allowed_capabilities`: every import, and every callback but those that Envoy always calls.
 * Source: proxy-wasm-cpp-host src/wasm.cc, `registerCallbacks` and `getFunctions`.
 */
export function capabilitiesOf(wasm: Uint8Array): readonly string[] {
  const module = readWasm(wasm);
  const imports = module.imports.map(({ name }) => name);
  const callbacks = module.exports.map(({ name }) => name).filter(isCallback);
  return [...imports.sort(), ...callbacks.sort()];
}

function isCallback(name: string): boolean {
  return /^proxy_(on|validate)_/.test(name) && name !== "proxy_on_memory_allocate";
}

/** Writes filter.yaml's list, then the copies in envoy.yaml. build/filter.wasm must be there. */
export function generateCapabilities(): void {
  const filter = withList(readFileSync(FILTER, "utf8"), capabilitiesOf(readFileSync("build/filter.wasm")));
  write(FILTER, filter);
  const cluster = readFileSync(CLUSTER, "utf8");
  const example = withCopies(withCopies(readFileSync(EXAMPLE, "utf8"), "filter.yaml", filter), "cluster.yaml", cluster);
  write(EXAMPLE, example);
}

function withList(yaml: string, names: readonly string[]): string {
  const at = yaml.indexOf(BEGIN);
  const end = yaml.indexOf(END);
  if (at < 0 || end < at) throw new Error(`${FILTER}: the lines "${BEGIN}" and "${END}" are missing`);
  const indent = " ".repeat(at - yaml.lastIndexOf("\n", at) - 1);
  const list = names.map((name) => `${indent}${name}: {}\n`).join("");
  return `${yaml.slice(0, at + BEGIN.length)}\n${list}${indent}${yaml.slice(end)}`;
}

/** Every region `# begin NAME` … `# end NAME` holds `text` as one item of a list, without its leading comment. */
function withCopies(yaml: string, name: string, text: string): string {
  const lines = text.trimEnd().split("\n");
  const first = lines.findIndex((line) => !line.startsWith("#"));
  const region = new RegExp(`^( *)# begin ${name}\\n[^]*?^ *# end ${name}$`, "gm");
  return yaml.replace(region, (_, indent: string) => {
    const item = lines.slice(first).map((line, index) => `${indent}${index === 0 ? "- " : "  "}${line}`.trimEnd());
    return [`${indent}# begin ${name}`, ...item, `${indent}# end ${name}`].join("\n");
  });
}
