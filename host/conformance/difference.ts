/** Lines around the first difference. */
const AROUND = 3;

/**
 * Where two normalised traces part: the paragraph and callback in which they do, and some lines of each. undefined when
 * they are equal.
 */
export function difference(wanted: string, got: string): string | undefined {
  if (wanted === got) return undefined;
  const [left, right] = [wanted.split("\n"), got.split("\n")];
  let at = 0;
  while (left[at] === right[at]) at += 1;
  const before = left.slice(0, at);
  const paragraph = before.findLast((line) => !line.startsWith(" ")) ?? "";
  const callback = before.findLast((line) => /^ {2}\S/.test(line)) ?? "";
  const show = (lines: readonly string[]): string =>
    lines
      .slice(at, at + AROUND)
      .map((line) => `    ${line}`)
      .join("\n");
  return `line ${at + 1}, in "${paragraph}", after "${callback.trim()}"\n  wanted:\n${show(left)}\n  got:\n${show(right)}`;
}
