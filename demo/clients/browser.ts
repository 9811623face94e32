// A browser with a person in front of it: follows redirects, keeps cookies, fills in the pages of the authorization server.
import type { Person } from "../authorization-server/settings.ts";
import { createCookieJar } from "./cookies.ts";
import { type Form, formsOf, postsItself } from "./html.ts";
import type { Fetch } from "./transport.ts";

/** Where a visit ends. `callback`: the browser is sent to a client, with a URL or by a posted form. */
export type Landing =
  | { readonly kind: "callback"; readonly url: URL; readonly form: URLSearchParams | undefined }
  | { readonly kind: "page"; readonly status: number };

/** What the person does, when not what is asked of them. */
export type Habit = {
  /** Says no where a client asks for consent. */
  readonly refuses?: boolean;
  /** Gets the password wrong once. */
  readonly mistypes?: boolean;
};

export type Browser = {
  /** Opens a URL of the authorization server and goes on until a client or a last page is reached. */
  readonly visit: (url: URL | string) => Promise<Landing>;
};

/** Pages and redirects of one visit; a flow with log-in and consent has seven. */
const HOPS = 20;

export function createBrowser(fetch: Fetch, person: Person, habit: Habit = {}): Browser {
  const jar = createCookieJar();
  let mistypes = habit.mistypes === true;

  async function visit(start: URL | string): Promise<Landing> {
    let url = new URL(start);
    const host = url.host;
    let form: URLSearchParams | undefined;
    for (let hop = 0; hop < HOPS; hop += 1) {
      const answer = await load(url, form);
      const location = answer.headers.get("location");
      if (location !== null) {
        url = new URL(location, url);
        form = undefined;
        if (url.host !== host) return { kind: "callback", url, form };
        continue;
      }
      const html = await answer.text();
      const next = answerOf(html);
      if (next === undefined) return { kind: "page", status: answer.status };
      url = new URL(next.action, url);
      form = next.form;
      if (url.host !== host) return { kind: "callback", url, form };
    }
    throw new Error(`${HOPS} pages and no end`);
  }

  async function load(url: URL, form: URLSearchParams | undefined): Promise<Response> {
    const headers: Record<string, string> = { accept: "text/html" };
    const cookie = jar.fieldFor(url.pathname);
    if (cookie !== "") headers["cookie"] = cookie;
    const answer = await fetch(url.href, { method: form === undefined ? "GET" : "POST", headers, body: form });
    jar.take(answer.headers.getSetCookie());
    return answer;
  }

  /** The form that the person sends; undefined when the page wants nothing more. */
  function answerOf(html: string): { readonly action: string; readonly form: URLSearchParams } | undefined {
    const forms = formsOf(html);
    const [first] = forms;
    if (first === undefined) return undefined;
    if (postsItself(html)) return filled(first);
    const login = forms.find(({ fields }) => fields.has("password"));
    if (login !== undefined) return filled(login, credentials());
    const consent = forms.find(({ action }) => action.endsWith("/consent"));
    const cancel = forms.find(({ action }) => action.endsWith("/cancel"));
    if (consent !== undefined) return filled(habit.refuses === true && cancel !== undefined ? cancel : consent);
    if (first.id === "op.deviceConfirmForm") return filled(first, habit.refuses === true ? { abort: "yes" } : {});
    if (first.id === "op.logoutForm") return filled(first, { logout: "yes" });
    return undefined;
  }

  function credentials(): Record<string, string> {
    const password = mistypes ? `${person.password}?` : person.password;
    mistypes = false;
    return { login: person.login, password };
  }

  return { visit };
}

function filled({ action, fields }: Form, more: Readonly<Record<string, string>> = {}) {
  return { action, form: new URLSearchParams(Object.entries({ ...Object.fromEntries(fields), ...more })) };
}
