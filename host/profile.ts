// What differs between versions of Envoy, as far as a module can notice.

/** Versions that stand for the ones around them. */
export type ProfileName = "envoy-1.28" | "envoy-1.32" | "envoy-1.40";

/** What a version does otherwise than others. */
export type Profile = {
  readonly name: ProfileName;
  /** `node`, `cluster_name`, `listener_direction` and the like as properties of their own; gone since 1.33. */
  readonly hasNode: boolean;
  /** The same below `xds`. */
  readonly hasXds: boolean;
};

const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  "envoy-1.28": { name: "envoy-1.28", hasNode: true, hasXds: false },
  "envoy-1.32": { name: "envoy-1.32", hasNode: true, hasXds: true },
  "envoy-1.40": { name: "envoy-1.40", hasNode: false, hasXds: true },
};

/** By its name. */
export function profileOf(name: ProfileName): Profile {
  return PROFILES[name];
}

/** First segments that moved below `xds`. Source: Envoy changelogs 1.29.0 and 1.33.0. */
const MOVED: ReadonlySet<string> = new Set([
  "node",
  "cluster_name",
  "route_name",
  "listener_direction",
  "cluster_metadata",
  "route_metadata",
  "upstream_host_metadata",
  "listener_metadata",
]);

/** The path as the newest version has it; undefined when this version does not know it. */
export function currentPath(path: string, { hasNode, hasXds }: Profile): string | undefined {
  const dot = path.indexOf(".");
  const first = dot < 0 ? path : path.slice(0, dot);
  if (first === "xds") return hasXds ? path : undefined;
  if (MOVED.has(first)) return hasNode ? `xds.${path}` : undefined;
  return path;
}
