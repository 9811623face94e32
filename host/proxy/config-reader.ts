// Takes an object of JSON apart, key by key. What is wrong is noted and replaced, so that all mistakes come at once.

/** Reads the fields of one object, and notes each mistake with its place. */
export type Reader = {
  /** Without a default the key must be there. */
  readonly text: (key: string, usual?: string) => string;
  readonly integer: (key: string, limits: { readonly least: number; readonly most: number }, usual: number) => number;
  readonly flag: (key: string, usual: boolean) => boolean;
  readonly oneOf: <T extends string>(key: string, values: readonly T[], usual: T) => T;
  /** Texts; none when it is left out. */
  readonly list: (key: string) => readonly string[];
  /** An object of texts. */
  readonly texts: (key: string) => Readonly<Record<string, string>>;
  readonly items: <T>(key: string, read: (reader: Reader) => T) => readonly T[];
  readonly named: <T>(key: string, read: (reader: Reader) => T) => Readonly<Record<string, T>>;
  /** Keys that nobody asked for are mistakes. */
  readonly end: () => void;
};

/** `at` is the path of the object; its mistakes go into `mistakes`. */
export function createReader(json: unknown, at: string, mistakes: string[]): Reader {
  const object = isObject(json) ? json : {};
  const asked = new Set<string>();
  const pathOf = (key: string): string => (at === "" ? key : `${at}.${key}`);
  if (!isObject(json)) mistakes.push(`${at === "" ? "the file" : at}: want an object, got ${shown(json)}`);

  function take<T>(key: string, want: string, usual: T | undefined, isRight: (value: unknown) => value is T): T {
    asked.add(key);
    const value = object[key];
    if (value === undefined && usual !== undefined) return usual;
    if (isRight(value)) return value;
    mistakes.push(`${pathOf(key)}: want ${want}, got ${shown(value)}`);
    return usual as T;
  }

  function objects<T>(entries: readonly (readonly [string, unknown])[], read: (reader: Reader) => T) {
    return entries.map(([path, value]) => {
      const reader = createReader(value, path, mistakes);
      const result = read(reader);
      reader.end();
      return result;
    });
  }

  return {
    text: (key, usual) => take(key, "a text", usual, isText) ?? "",
    integer: (key, { least, most }, usual) =>
      take(
        key,
        `an integer from ${least} to ${most}`,
        usual,
        (value): value is number => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
      ),
    flag: (key, usual) => take(key, "true or false", usual, (value) => typeof value === "boolean"),
    oneOf: <T extends string>(key: string, values: readonly T[], usual: T) =>
      take(key, `one of ${values.join(", ")}`, usual, (value): value is T => values.some((each) => each === value)),
    list: (key) =>
      take(
        key,
        "a list of texts",
        [],
        (value): value is readonly string[] => Array.isArray(value) && value.every(isText),
      ),
    texts: (key) =>
      take(
        key,
        "an object of texts",
        {},
        (value): value is Record<string, string> => isObject(value) && Object.values(value).every(isText),
      ),
    items(key, read) {
      const list = take<readonly unknown[]>(key, "a list", [], (value) => Array.isArray(value));
      return objects(
        list.map((value, index) => [`${pathOf(key)}[${index}]`, value] as const),
        read,
      );
    },
    named(key, read) {
      const all = take<Record<string, unknown>>(key, "an object", {}, isObject);
      const names = Object.keys(all);
      const values = objects(
        names.map((name) => [`${pathOf(key)}.${name}`, all[name]] as const),
        read,
      );
      return Object.fromEntries(values.map((value, index) => [names[index] ?? "", value]));
    },
    end() {
      for (const key of Object.keys(object)) if (!asked.has(key)) mistakes.push(`${pathOf(key)}: no such key`);
    },
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : (JSON.stringify(value)?.slice(0, 60) ?? typeof value);
}
