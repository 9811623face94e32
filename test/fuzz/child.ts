// A program that plays the episodes it is asked for: `child.ts MODULE`. A filter that hangs, hangs only this process.
import { answer } from "../bench/child.ts";
import { type EpisodeOptions, readModule, type Report, runEpisode } from "./episode.ts";

/** `plant` is the argument of the export `plant`, which special builds have. */
export type Asked = { readonly name: string; readonly plant: number };

const module = readModule(process.argv[2] ?? "build/filter.wasm");

answer<Asked, Report>(({ name, plant }) => {
  const options: EpisodeOptions = plant === 0 ? {} : { plant: (vm) => void vm.call("plant", [plant]) };
  return Promise.resolve(runEpisode(module, name, options));
});
