import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { shapeMessage } from "./config-messages.ts";
import { CONFIG_SCHEMA } from "./config-schema.ts";
import type { KeyPath, Mistake, Source } from "./config-source.ts";

const validate = new Ajv2020({ allErrors: true, strict: true, verbose: true }).compile(CONFIG_SCHEMA);

/** The value as it came, with the parts left out that have the wrong shape, and a mistake for each of these. */
export function checkShape(source: Source): { readonly value: unknown; readonly mistakes: readonly Mistake[] } {
  if (validate(source.value)) return { value: source.value, mistakes: [] };
  const value: unknown = structuredClone(source.value);
  const mistakes: Mistake[] = [];
  // `propertyNames` repeats what is said of the name itself.
  for (const error of (validate.errors ?? []).filter(({ keyword }) => keyword !== "propertyNames")) {
    const path = pathOf(error, source.value);
    const message = shapeMessage(error, path);
    mistakes.push(isAboutKey(error) ? source.keyMistake(path, message) : source.mistake(path, message));
    if (error.keyword !== "required") remove(value, path);
  }
  return { value: typeof value === "object" && value !== null && !Array.isArray(value) ? value : {}, mistakes };
}

function isAboutKey({ keyword, propertyName }: ErrorObject): boolean {
  return keyword === "additionalProperties" || propertyName !== undefined;
}

/** A part is an array's place only where `root` has an array. */
function pathOf(error: ErrorObject, root: unknown): KeyPath {
  const path: (string | number)[] = [];
  let parent = root;
  for (const part of error.instancePath.split("/").slice(1)) {
    const text = part.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(parent) ? Number(text) : text);
    parent = typeof parent === "object" && parent !== null ? Reflect.get(parent, text) : undefined;
  }
  const params: Record<string, unknown> = error.params;
  const own: unknown = error.propertyName ?? params["additionalProperty"] ?? params["missingProperty"];
  return typeof own === "string" ? [...path, own] : path;
}

/** Takes a part out of its parent; an array keeps its places, so that later mistakes name the right one. */
function remove(value: unknown, path: KeyPath): void {
  let parent: unknown = value;
  for (const part of path.slice(0, -1)) {
    if (typeof parent !== "object" || parent === null) return;
    parent = Reflect.get(parent, part);
  }
  const last = path.at(-1);
  if (last === undefined || typeof parent !== "object" || parent === null) return;
  if (Array.isArray(parent)) parent[Number(last)] = undefined;
  else Reflect.deleteProperty(parent, last);
}
