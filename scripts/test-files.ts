// Runs the test files given as arguments, prints one line a file, and sends the counts to scripts/run-tests.ts, whose
// child it is: there is one for each version of Node.js.
import { relative } from "node:path";
import { run } from "node:test";
import { inspect } from "node:util";

/** `failed` holds also what hides a missing test: skipped, todo, and files without a test. */
export type Counts = { passed: number; failed: number };

/** Test files at a time: most of the slow ones wait for other programs. */
const CONCURRENCY = 2;
/** No single test takes longer, ms. */
const TEST_LIMIT_MS = 300_000;
/** A test that takes longer has a line of its own, ms. */
const SLOW_MS = 2_000;

/** The fields of node:test's events that are read here, in Node 20 to 24. */
type TestEvent = {
  readonly type: string;
  readonly data: {
    readonly name?: string;
    readonly file?: string;
    readonly message?: string;
    readonly skip?: string | boolean;
    readonly todo?: string | boolean;
    readonly details?: {
      readonly type?: string;
      readonly duration_ms?: number;
      readonly error?: { readonly cause?: unknown; readonly failureType?: string };
    };
  };
};

type FileRun = { file: string; passed: number; failed: number; ms: number };

/** The last output by file, for its failures. */
const outputs = new Map<string, string>();
const OUTPUT_LIMIT = 20_000;

const total: Counts = { passed: 0, failed: 0 };
let current: FileRun | undefined;

for await (const event of run({ files: process.argv.slice(2), concurrency: CONCURRENCY, timeout: TEST_LIMIT_MS })) {
  take(event as TestEvent);
}
if (current !== undefined) print(summary(current));
process.exitCode = total.failed === 0 ? 0 : 1;
process.send?.(total);

function take({ type, data }: TestEvent): void {
  const file = relative("", data.file ?? data.name ?? "");
  if (type === "test:stdout" || type === "test:stderr") {
    outputs.set(file, ((outputs.get(file) ?? "") + (data.message ?? "")).slice(-OUTPUT_LIMIT));
    return;
  }
  if (type !== "test:pass" && type !== "test:fail") return;
  if (current?.file !== file) {
    if (current !== undefined) print(summary(current));
    current = { file, passed: 0, failed: 0, ms: 0 };
  }
  const fault = faultOf(type, data);
  if (fault === "parent") return;
  const ms = data.details?.duration_ms ?? 0;
  const kind = fault === undefined ? "passed" : "failed";
  current.ms += ms;
  current[kind] += 1;
  total[kind] += 1;
  if (fault !== undefined)
    print(`FAILED  ${file}\n        ${data.name}\n${indent(fault)}\n${indent(outputs.get(file) ?? "")}`);
  else if (ms > SLOW_MS) print(`        ${data.name} (${(ms / 1000).toFixed(1)} s)`);
}

/** Why this counts as failed, in words; undefined when it passed; `parent` when only its parts count. */
function faultOf(type: string, { name, file, skip, todo, details }: TestEvent["data"]): string | undefined {
  if (details?.type === "suite" && details.error?.failureType !== "hookFailed") return "parent";
  if (details?.error?.failureType === "subtestsFailed") return "parent";
  if (skip !== undefined && skip !== false) return `skipped (${skip}): a test that does not run proves nothing`;
  if (todo !== undefined && todo !== false) return `todo (${todo}): a test that may fail proves nothing`;
  if (type === "test:fail") return inspect(details?.error?.cause ?? details?.error, { depth: 6, breakLength: 120 });
  // Node reports a file that ran no test as one test of the file's own name.
  if (name !== undefined && file !== undefined && relative("", name) === relative("", file))
    return "no test in this file";
  return undefined;
}

function summary({ file, passed, failed, ms }: FileRun): string {
  return `${failed === 0 ? "ok" : "FAILED"}  ${file}  ${passed} passed${failed === 0 ? "" : `, ${failed} failed`}  ${(ms / 1000).toFixed(1)} s`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, "        ").trimEnd();
}
