// A browser's cookies for one host (RFC 6265), as far as names, values, paths and ends go.

type Cookie = { readonly name: string; readonly path: string; readonly value: string };

export type CookieJar = {
  /** Takes the `set-cookie` fields of one answer. */
  readonly take: (fields: readonly string[]) => void;
  /** The `cookie` field for a path; empty when there is none. */
  readonly fieldFor: (path: string) => string;
};

export function createCookieJar(): CookieJar {
  const cookies = new Map<string, Cookie>();
  return {
    take(fields) {
      for (const field of fields) {
        const [pair = "", ...attributes] = field.split(";").map((part) => part.trim());
        const cut = pair.indexOf("=");
        const path = attributeOf(attributes, "path") ?? "/";
        const cookie = { name: pair.slice(0, cut), path, value: pair.slice(cut + 1) };
        const key = `${path} ${cookie.name}`;
        if (isOver(attributes)) cookies.delete(key);
        else cookies.set(key, cookie);
      }
    },
    fieldFor: (path) =>
      [...cookies.values()]
        .filter((cookie) => matches(path, cookie.path))
        // RFC 6265 §5.4: longer paths first.
        .sort((one, other) => other.path.length - one.path.length)
        .map(({ name, value }) => `${name}=${value}`)
        .join("; "),
  };
}

function attributeOf(attributes: readonly string[], name: string): string | undefined {
  const found = attributes.find((attribute) => attribute.toLowerCase().startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

function isOver(attributes: readonly string[]): boolean {
  const age = attributeOf(attributes, "max-age");
  if (age !== undefined) return Number(age) <= 0;
  const expires = attributeOf(attributes, "expires");
  return expires !== undefined && Date.parse(expires) <= Date.now();
}

/** RFC 6265 §5.1.4. */
function matches(path: string, cookiePath: string): boolean {
  return path === cookiePath || path.startsWith(cookiePath.endsWith("/") ? cookiePath : `${cookiePath}/`);
}
