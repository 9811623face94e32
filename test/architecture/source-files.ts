// The TypeScript and AssemblyScript of this repository, as text.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOTS = ["filter", "host", "control-plane", "demo", "scripts", "test"] as const;

export type SourceFile = { readonly path: string; readonly text: string; readonly generated: boolean };

/** Every `.ts` below the roots, in order of path, which is written with `/`. */
export function sourceFiles(): readonly SourceFile[] {
  return ROOTS.filter((root) => existsSync(root)).flatMap((root) => {
    const entries = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((entry) => entry.endsWith(".ts"));
    return entries.sort().map((entry) => {
      const path = join(root, entry).replaceAll("\\", "/");
      return { path, text: readFileSync(path, "utf8"), generated: path.includes("/gen/") };
    });
  });
}
