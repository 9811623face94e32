// Who may import whom (docs/architecture.md has it as a picture). A key is a folder, a file, or the beginning of the
// names of files (`config` is config.ts and config-….ts); the longest that fits a file is its place, and within its own
// place a file may import anything. `node:` stands for Node's own modules, `*` for any package.

export type Rule = {
  /** Places of ours. */
  readonly ours: readonly string[];
  /** Packages, or `*`, or `node:`. */
  readonly packages: readonly string[];
};

const WORDS = "filter/record/gen";
const RECORD = ["filter/record/record.ts", "filter/record/issuer-names.ts"];
const FILTER = ["filter/host", "filter/text", "filter/oauth", "filter/record", "filter/stream", ...RECORD, WORDS];
const MODEL = ["control-plane/model", "control-plane/model/gen"];
const STAGES = ["ingest", "aggregate", "telemetry", "views/metrics", "views/http"];
const ALL_STAGES = STAGES.map((stage) => `control-plane/${stage}`);
const GRPC = ["@grpc/grpc-js", "@grpc/reflection", "grpc-health-check", "protobufjs"];

export const IMPORT_TABLE: Readonly<Record<string, Rule>> = {
  // The filter: what does not know Envoy is below what does.
  "filter/text": { ours: [], packages: [] },
  "filter/host": { ours: ["filter/text"], packages: [] },
  [WORDS]: { ours: [], packages: [] },
  // The layout of a record is a leaf: oauth/ fills it in, record/ numbers and encodes it.
  "filter/record/record.ts": { ours: ["filter/text", WORDS], packages: [] },
  // So are the names that records refer to: oauth/ finds them, record/ sends them.
  "filter/record/issuer-names.ts": { ours: [], packages: [] },
  "filter/oauth": { ours: ["filter/text", ...RECORD, WORDS], packages: [] },
  "filter/record": { ours: ["filter/text", ...RECORD, WORDS], packages: [] },
  "filter/stream": { ours: ["filter/host", "filter/record", ...RECORD, "filter/text", WORDS], packages: [] },
  filter: { ours: FILTER, packages: [] },
  "filter/index.ts": { ours: ["filter", ...FILTER], packages: [] },
  // The aggregator: a stage knows the model and is given its sink.
  "control-plane/model/gen": { ours: [], packages: [] },
  "control-plane/model": { ours: ["control-plane/model/gen"], packages: [] },
  "control-plane/telemetry": { ours: MODEL, packages: ["node:", "pino"] },
  "control-plane/ingest": {
    ours: [...MODEL, "control-plane/telemetry", "control-plane/ingest/gen"],
    packages: ["node:", ...GRPC],
  },
  "control-plane/ingest/gen": { ours: [], packages: ["protobufjs"] },
  "control-plane/aggregate": { ours: MODEL, packages: [] },
  "control-plane/views/metrics": { ours: MODEL, packages: ["node:", "prom-client"] },
  "control-plane/views/http": { ours: MODEL, packages: ["node:"] },
  "control-plane/config": { ours: MODEL, packages: ["node:", "ajv", "yaml"] },
  "control-plane/pipeline.ts": {
    ours: [...MODEL, "control-plane/config", ...ALL_STAGES],
    packages: ["node:"],
  },
  // It takes charge of signals before anything else is loaded.
  "control-plane/main.ts": { ours: ["control-plane/program.ts"], packages: [] },
  "control-plane/program.ts": {
    ours: [...MODEL, "control-plane/config", "control-plane/pipeline.ts", "control-plane/telemetry"],
    packages: ["node:"],
  },
  // Beside them. The demo and the tests of the system use filter and aggregator as programs, never as modules.
  demo: { ours: ["host", "scripts"], packages: ["*"] },
  scripts: {
    ours: [...MODEL, "host", "control-plane/config", "control-plane/views/metrics"],
    packages: ["*"],
  },
  // The proxy-wasm host stands alone: others test their filters with it.
  host: { ours: [], packages: ["node:", "@assemblyscript/loader"] },
  // A filter of others, built with their SDK and compiler.
  "host/examples/foreign/assembly": { ours: [], packages: ["@solo-io/proxy-runtime"] },
  "test/host": { ours: ["host", "scripts"], packages: ["*"] },
  // AssemblyScript that tests call: compiled with the filter's code, imported by nobody.
  "test/filter/as": { ours: ["filter", ...FILTER], packages: [] },
  "test/system/as": { ours: ["filter", "filter/index.ts", ...FILTER], packages: [] },
  // What reads the wire for tests knows its words, and nothing of either side.
  "test/filter/support": { ours: [...MODEL, "host", "scripts"], packages: ["*"] },
  // Canaries, and what finds them: data and searching, and the filter in the Envoy that tests play.
  "test/privacy": { ours: ["host", "test/filter/support", "scripts"], packages: ["*"] },
  "test/system": { ours: ["host", "scripts", "demo", "test/filter/support", "test/privacy"], packages: ["*"] },
  "test/demo": { ours: ["host", "scripts", "demo", "test/system"], packages: ["*"] },
  test: {
    ours: [
      "test/filter/support",
      "test/privacy",
      "host",
      "scripts",
      "demo",
      "control-plane/pipeline.ts",
      "control-plane/config",
      "test/system",
      ...MODEL,
      ...ALL_STAGES,
    ],
    packages: ["*"],
  },
};
