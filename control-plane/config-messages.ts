import type { ErrorObject } from "ajv/dist/2020.js";
import { LATER } from "./config-schema.ts";
import type { KeyPath } from "./config-source.ts";

const TYPES = new Map([
  ["object", "a mapping"],
  ["array", "a list"],
  ["string", "text"],
  ["boolean", "true or false"],
]);
const LATER_KEYS = new Map(Object.entries(LATER));

/** What was wanted, what came, and what to do where that is not plain. Total over the keywords of CONFIG_SCHEMA. */
export function shapeMessage(error: ErrorObject, path: KeyPath): string {
  const params: Record<string, unknown> = error.params;
  const limit = String(params["limit"]);
  switch (error.keyword) {
    case "additionalProperties":
      return LATER_KEYS.get(path.filter((part) => typeof part === "string").join(".")) ?? unknownKey(knownKeys(error));
    case "required":
      return "is missing; add it";
    case "enum":
      if (error.propertyName !== undefined) return unknownKey(listOf(params["allowedValues"]));
      return `want one of ${listOf(params["allowedValues"])}, got ${got(error.data)}`;
    case "type":
      return typeMessage(String(params["type"]), error.data);
    case "pattern":
      return `want text that matches ${String(params["pattern"])}, got ${got(error.data)}`;
    case "minLength":
      return `want text, got ${got(error.data)}`;
    case "maxLength":
      return `want at most ${limit} characters, got ${got(error.data)}`;
    case "minItems":
      return `want at least ${limit} in the list, got none; remove the key where there is none`;
    case "maxItems":
    case "maxProperties":
      return `want at most ${limit}, got ${Object.keys(error.data as object).length}`;
    default:
      return `${error.message ?? error.keyword}, got ${got(error.data)}`;
  }
}

function typeMessage(type: string, value: unknown): string {
  const want = `want ${TYPES.get(type) ?? type}, got ${got(value)}`;
  if (value === null) return `${want}; remove the key or give it a value`;
  return type === "string" && typeof value !== "object" ? `${want}; write it in quotes` : want;
}

function unknownKey(known: string): string {
  return `unknown key; want ${known}`;
}

function knownKeys(error: ErrorObject): string {
  const properties: unknown = error.parentSchema?.["properties"];
  return typeof properties === "object" && properties !== null ? listOf(Object.keys(properties)) : "none";
}

function listOf(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(", ") : String(values);
}

/** A value in a message: JSON, not more than a few words of it, and none of a key that is written where its path belongs. */
function got(value: unknown): string {
  if (value === null) return "nothing";
  const text = JSON.stringify(value) ?? "nothing";
  if (text.includes("-----BEGIN")) return "PEM text";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
