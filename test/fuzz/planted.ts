// A build of the filter with defects in it, each asleep until the export `plant` names it: what the fuzzer must find.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "../../scripts/setup/command.ts";

/** Arguments of `plant`. */
export const PLANTS = { trap: 1, growth: 2, action: 3, leak: 4, label: 5, lost: 6, hang: 7, secret: 8 } as const;

const FOLDER = "build/test/planted";
const SWITCH = `
let planted: u32 = 0;
let counted: u32 = 0;
/** Wakes a defect. */
export function plant(kind: u32): void {
  planted = kind;
}
/** Now and then, when this defect is awake. */
export function isPlanted(kind: u32): bool {
  if (planted !== kind) return false;
  counted += 1;
  return counted % 50 === 0;
}
`;

type Edit = { readonly file: string; readonly find: string; readonly put: string };
const EDITS: readonly Edit[] = [
  {
    file: "index.ts",
    find: "export function proxy_on_log(context: u32): void {\n",
    put: `export { plant };
export function proxy_on_log(context: u32): void {
  if (isPlanted(1)) unreachable();
  if (isPlanted(2)) memory.grow(1);
  if (isPlanted(7)) while (true) memory.size();
  if (isPlanted(8) && readHeaders(0)) log(2, valueAt, valueSize);
`,
  },
  {
    file: "index.ts",
    find: "  responseHeaders(context, endOfStream !== 0);\n  leave();\n  return CONTINUE;",
    put: "  responseHeaders(context, endOfStream !== 0);\n  leave();\n  return isPlanted(3) ? 1 : CONTINUE;",
  },
  {
    file: "index.ts",
    find: 'import { readConfiguration } from "./config";',
    put: 'import { isPlanted, plant } from "./planted";\nimport { readHeaders } from "./host/hostcalls";\nimport { readConfiguration } from "./config";',
  },
  {
    file: "exchange-table.ts",
    find: "  let hole = findPlace(context);\n  if (hole === NO_SLOT) return;",
    put: "  let hole = findPlace(context);\n  if (hole === NO_SLOT || isLeaking()) return;",
  },
  {
    file: "exchange-table.ts",
    find: "let open: u32 = 0;",
    put: "let open: u32 = 0;\nlet leaks: u32 = 0;\nlet last: u32 = 0;\nfunction isLeaking(): bool {\n  leaks += isPlanted(4) ? 2 : 0;\n  if (leaks === 0) return false;\n  leaks -= 1;\n  return true;\n}",
  },
  {
    file: "exchange-table.ts",
    find: 'import { Exchange, EXCHANGE_SIZE } from "./oauth/exchange";',
    put: 'import { isPlanted } from "./planted";\nimport { Exchange, EXCHANGE_SIZE } from "./oauth/exchange";',
  },
  {
    file: "verdict.ts",
    find: "function keep(root: Root, counters: Counters, record: Record): void {\n",
    put: `function keep(root: Root, counters: Counters, record: Record): void {
  if (isPlanted(5)) record.outcome = 99;
  if (isPlanted(6)) {
    counters.emitted += 1;
    return;
  }
`,
  },
  {
    file: "verdict.ts",
    find: 'import { Root } from "./root";',
    put: 'import { isPlanted } from "./planted";\nimport { Root } from "./root";',
  },
];

/** Path of the module. Throws with the compiler's words, or when a place is not there any more. */
export async function buildPlanted(): Promise<string> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  cpSync("filter", join(FOLDER, "filter"), { recursive: true });
  writeFileSync(join(FOLDER, "filter/planted.ts"), SWITCH);
  for (const { file, find, put } of EDITS) {
    const path = join(FOLDER, "filter", file);
    const text = readFileSync(path, "utf8");
    if (!text.includes(find)) throw new Error(`${file}: a place for a defect is gone: ${find}`);
    writeFileSync(
      path,
      text.replace(find, () => put),
    );
  }
  const config = JSON.parse(readFileSync("asconfig.json", "utf8")) as {
    readonly options: Readonly<Record<string, unknown>>;
  };
  const { options } = config;
  // Hardly optimised: it is there to be found, not to be fast.
  const targets = { planted: { outFile: "planted.wasm", optimizeLevel: 1, noAssert: true } };
  writeFileSync(join(FOLDER, "asconfig.json"), JSON.stringify({ entries: ["filter/index.ts"], options, targets }));
  const compiler = resolve("node_modules/assemblyscript/bin/asc.js");
  const asc = await run(process.execPath, [compiler, "--target", "planted"], { cwd: FOLDER });
  if (asc.status !== 0) throw new Error(`the filter with defects does not compile:\n${asc.stderr}${asc.stdout}`);
  return `${FOLDER}/planted.wasm`;
}
