// What a value of a scenario may be.

/** Where in the value a mistake is, and what is wanted there. */
export type Mistake = { readonly at: string; readonly what: string };

/** undefined: there is none. */
export type Check = ((read: unknown) => Mistake | undefined) & { readonly isNeeded?: true };

export const text: Check = (read) => (typeof read === "string" ? undefined : want("a string", read));

export const flag: Check = (read) => (typeof read === "boolean" ? undefined : want("true or false", read));

/** Of what can be counted: 0, 1, 2, … */
export const number: Check = (read) =>
  Number.isSafeInteger(read) && Number(read) >= 0 ? undefined : want("a whole number", read);

/** Header pairs: lists of two strings. */
export const pairs: Check = listOf((read) =>
  Array.isArray(read) && read.length === 2 && read.every((each) => typeof each === "string")
    ? undefined
    : want("a name and a value", read),
);

/** Properties: strings, numbers, true and false by path. */
export const values: Check = (read) => {
  if (!isObject(read)) return want("an object", read);
  const wrong = Object.entries(read).find(([, value]) => !["string", "number", "boolean"].includes(typeof value));
  return wrong && within(wrong[0], want("a string, a number, true or false", wrong[1]));
};

export function isOneOf(...words: readonly string[]): Check {
  return (read) => (words.some((word) => word === read) ? undefined : want(words.join(", "), read));
}

export function listOf(check: Check): Check {
  return (read) => {
    if (!Array.isArray(read)) return want("a list", read);
    for (const [at, each] of read.entries()) {
      const wrong = check(each);
      if (wrong !== undefined) return within(`[${at}]`, wrong);
    }
    return undefined;
  };
}

/** The same, of a key that must be there. */
export function need(check: Check): Check {
  return Object.assign((read: unknown) => check(read), { isNeeded: true as const });
}

/** An object with these keys and no others. */
export function parts(checks: Readonly<Record<string, Check>>): Check {
  return (read) => {
    if (!isObject(read)) return want("an object", read);
    const unknown = Object.keys(read).find((key) => !Object.hasOwn(checks, key));
    if (unknown !== undefined)
      return { at: "", what: `no such key: ${unknown}; there is ${Object.keys(checks).join(", ")}` };
    for (const [key, check] of Object.entries(checks)) {
      const value = read[key];
      const wrong = value === undefined && check.isNeeded !== true ? undefined : check(value);
      if (wrong !== undefined) return within(key, wrong);
    }
    return undefined;
  };
}

/** Its keys; none when it is no object. */
export function fields(read: unknown): Readonly<Record<string, unknown>> {
  return isObject(read) ? read : {};
}

function isObject(read: unknown): read is Readonly<Record<string, unknown>> {
  return typeof read === "object" && read !== null && !Array.isArray(read);
}

function want(what: string, got: unknown): Mistake {
  return { at: "", what: `want ${what}, got ${JSON.stringify(got) ?? "nothing"}` };
}

function within(key: string, { at, what }: Mistake): Mistake {
  const isClose = at === "" || at.startsWith("[");
  return { at: isClose ? `${key}${at}` : `${key}.${at}`, what };
}
