// Wheels from PyPI, unpacked by the pip that is there. No virtual environment: nothing is installed into a Python.
import { run, lastLine } from "./command.ts";
import { installed, progress, SetupError } from "./cache.ts";

/** Settings of the user's pip that would stop `--target`. */
const PIP_ENV = { PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0", PIP_DISABLE_PIP_VERSION_CHECK: "1", PIP_NO_INPUT: "1" };

/**
 * Folder with the unpacked wheel of exactly this version. `remedy` ends the message when it cannot be had.
 * Throws SetupError without Python, without pip, without network, or where there is no wheel for this platform.
 */
export function ensureWheel(name: string, version: string, size: string, remedy: string): Promise<string> {
  return installed(`${name}-${version}`, async (folder) => {
    progress(`${name} ${version} from PyPI (${size})`);
    const args = ["-m", "pip", "install", "--no-deps", "--no-compile", "--only-binary", ":all:", "--target", folder];
    const pip = await run("python3", [...args, `${name}==${version}`], { env: PIP_ENV });
    if (pip.status !== 0) throw new SetupError(`${name} ${version}: ${reason(pip)}; ${remedy}`);
  });
}

function reason(pip: { readonly missing: boolean; readonly stderr: string }): string {
  if (pip.missing) return "python3 is not on PATH: install Python 3 with pip";
  if (pip.stderr.includes("No module named pip")) return "python3 has no pip: install it (Debian: python3-pip)";
  // A network fault ends in the same last line as a missing wheel, so it is looked for first.
  if (
    /NewConnectionError|NameResolutionError|ProxyError|ConnectTimeout|Max retries|Network is unreachable/.test(
      pip.stderr,
    )
  ) {
    return "the package index cannot be reached: check the network, or pip's index-url and proxy";
  }
  if (/No matching distribution|Could not find a version/.test(pip.stderr)) {
    return `the package index has no wheel of it for ${process.platform} ${process.arch}, or cannot be reached`;
  }
  return `pip failed: ${lastLine(pip.stderr.replace(/^WARNING.*$/gm, ""))}`;
}
