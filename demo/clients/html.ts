// Forms in the authorization server's pages, as far as its own pages go.

export type Form = {
  readonly id: string;
  readonly action: string;
  readonly fields: ReadonlyMap<string, string>;
};

const FORM = /<form\b([^>]*)>([\s\S]*?)<\/form>/gi;
const INPUT = /<input\b([^>]*)>/gi;

/** Every form of a page, in order, with the fields that have a name. */
export function formsOf(html: string): readonly Form[] {
  return [...html.matchAll(FORM)].map(([, tag = "", content = ""]) => {
    const inputs = [...content.matchAll(INPUT)].map(([, input = ""]) => input);
    const named = inputs.filter((input) => attribute(input, "name") !== "");
    const fields = new Map(named.map((input) => [attribute(input, "name"), attribute(input, "value")]));
    return { id: attribute(tag, "id"), action: attribute(tag, "action"), fields };
  });
}

/** Whether the page sends its form by itself. */
export function postsItself(html: string): boolean {
  return html.includes("document.forms[0].submit()");
}

function attribute(tag: string, name: string): string {
  return unescapeHtml(new RegExp(`\\b${name}="([^"]*)"`, "i").exec(tag)?.[1] ?? "");
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescapeHtml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return ENTITIES[name ?? ""] ?? whole;
  });
}
