/** Text of a template between its placeholders; one more than it has placeholders. */
export type IssuerTemplate = readonly string[];

/** `corp/{realm}` → `["corp/", ""]`. */
export function parseTemplate(name: string): IssuerTemplate {
  return name.split(/\{[^{}]*\}/);
}

/**
 * Whether a name is the template with its placeholders filled, each with one or more characters but `/`. Names come from
 * the wire, so no regular expression: each part is looked for once. The first place where a part fits is the best one,
 * since it leaves most to the placeholders behind it, and one before it cannot reach beyond a `/`.
 */
export function matchesTemplate(template: IssuerTemplate, name: string): boolean {
  const [head = "", ...rest] = template;
  const tail = rest.pop();
  if (tail === undefined) return name === head;
  if (!name.startsWith(head)) return false;
  let at = head.length;
  for (const part of rest) {
    const found = name.indexOf(part, at + 1);
    if (found < 0 || hasSlash(name, at, found)) return false;
    at = found + part.length;
  }
  const end = name.length - tail.length;
  return end > at && name.endsWith(tail) && !hasSlash(name, at, end);
}

function hasSlash(name: string, from: number, to: number): boolean {
  const slash = name.indexOf("/", from);
  return slash >= 0 && slash < to;
}
