// The pages that people see: log-in, consent, errors. Plain HTML forms, no script.

/** Log-in form. `mistaken`: the last try was wrong. */
export function loginPage(uid: string, mistaken = false): string {
  const said = mistaken ? "<p>Login and password do not belong together.</p>" : "";
  return page(
    "Log in",
    `${said}<form method="post" action="/interaction/${uid}/login">
<input name="login" autocomplete="username"><input name="password" type="password" autocomplete="current-password">
<button>Log in</button></form>${cancelForm(uid)}`,
  );
}

/** What the client asks for, with a way to refuse it. */
export function consentPage(uid: string, client: string, scopes: readonly string[]): string {
  const list = scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`).join("");
  return page(
    "Allow access",
    `<p>${escapeHtml(client)} asks for:</p><ul>${list}</ul>
<form method="post" action="/interaction/${uid}/consent"><button>Allow</button></form>${cancelForm(uid)}`,
  );
}

export function errorPage(error: string, description: string): string {
  return page("Something went wrong", `<p>${escapeHtml(error)}: ${escapeHtml(description)}</p>`);
}

/** Page around the form of oidc-provider's own user-code steps. */
export function userCodePage(title: string, form: string): string {
  return page(title, form);
}

function cancelForm(uid: string): string {
  return `<form method="post" action="/interaction/${uid}/cancel"><button>Cancel</button></form>`;
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1>${body}</body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
