// Programs of Debian packages: found on PATH, or unpacked into the cache. Nothing is installed, and root is not needed.
import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { CACHE, installed, progress, SetupError } from "./cache.ts";
import { lastLine, run } from "./command.ts";

/**
 * Root folder of the unpacked package, as `usr/bin/…`, without its dependencies and without running its scripts.
 * Throws SetupError with one line where there is no apt, or the archive cannot be reached.
 */
export function ensureDebianPackage(name: string): Promise<string> {
  return installed(`debian-${name}`, async (folder) => {
    progress(`${name} from Debian's packages (two index files the first time)`);
    const downloads = join(folder, ".download");
    await mkdir(downloads);
    const options = await privateApt();
    const remedy = `install the package ${name}, so that its programs are on PATH`;
    if ((await apt(options, ["download", name], downloads)) !== undefined) {
      const why = (await apt(options, ["update"], downloads)) ?? (await apt(options, ["download", name], downloads));
      if (why !== undefined) throw new SetupError(`${name}: ${why}; ${remedy}`);
    }
    const file = (await readdir(downloads)).find((entry) => entry.endsWith(".deb"));
    if (file === undefined) throw new SetupError(`${name}: apt-get download left no .deb; ${remedy}`);
    const unpacked = await run("dpkg-deb", ["-x", join(downloads, file), folder]);
    if (unpacked.status !== 0)
      throw new SetupError(`${name}: dpkg-deb: ${lastLine(unpacked.stderr) || "not on PATH"}; ${remedy}`);
    await rm(downloads, { recursive: true });
  });
}

/** `promtool`, 2.42 or later: the judge of metrics pages and rules. Package `prometheus`; needs no other package. */
export async function ensurePromtool(): Promise<string> {
  return onPath("promtool") ?? join(await ensureDebianPackage("prometheus"), "usr", "bin", "promtool");
}

/** Full path of a program on PATH. */
export function onPath(program: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** What went wrong, in one line; undefined when nothing did. */
async function apt(options: readonly string[], args: readonly string[], cwd: string): Promise<string | undefined> {
  const result = await run("apt-get", ["-qq", ...options, ...args], { cwd });
  if (result.missing) return "apt-get is not on PATH";
  return result.status === 0 ? undefined : `apt-get ${args[0]}: ${lastLine(result.stderr)}`;
}

/** The machine's sources and trusted keys, but lists and archives of our own, which need no root. */
async function privateApt(): Promise<readonly string[]> {
  const state = join(CACHE, "apt");
  for (const part of ["lists/partial", "archives/partial"]) await mkdir(join(state, part), { recursive: true });
  const own = {
    "Dir::State::lists": join(state, "lists"),
    "Dir::Cache": state,
    "Dir::Cache::archives": join(state, "archives"),
  };
  const settings = { ...own, "Debug::NoLocking": "1", "APT::Sandbox::User": "", "Acquire::Languages": "none" };
  return Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
}
