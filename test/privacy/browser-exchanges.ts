// What passes through a browser: authorization requests and answers in every mode, log-in pages, log-out.
import { createHash } from "node:crypto";
import type { Canaries } from "./canary.ts";
import { exchange, form, html, page, paged, posted, type PrivateExchange, redirect } from "./exchange.ts";

/** Members of an authorization request (RFC 6749 §4.1.1, RFC 7636, OpenID Connect Core §3.1.2.1). */
function asked(c: Canaries, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return {
    response_type: "code",
    client_id: c.of("client_id", "awkward"),
    redirect_uri: `https://app.test/cb?session=${encodeURIComponent(c.of("redirect_uri's query", "awkward"))}`,
    scope: `openid ${c.of("scope")}`,
    state: c.of("state", "awkward"),
    nonce: c.of("nonce", "awkward"),
    code_challenge: createHash("sha256").update(c.of("code_verifier")).digest("base64url"),
    code_challenge_method: "S256",
    login_hint: c.of("login_hint", "email"),
    id_token_hint: c.of("id_token", "jose"),
    claims: JSON.stringify({ id_token: { sub: { value: c.of("sub", "awkward") } } }),
    acr_values: c.of("acr_values"),
    ui_locales: c.of("ui_locales"),
    ...more,
  };
}

/** Members of the answer. */
function answered(c: Canaries): Readonly<Record<string, string>> {
  return {
    code: c.of("code", "awkward"),
    state: c.of("state", "awkward"),
    iss: `https://${c.of("iss")}.test`,
    session_state: c.of("session_state"),
  };
}

function implicit(c: Canaries): Readonly<Record<string, string>> {
  return {
    access_token: c.of("access_token", "jose"),
    id_token: c.of("id_token", "jose"),
    token_type: "Bearer",
    expires_in: "300",
    state: c.of("state", "awkward"),
  };
}

function refused(c: Canaries, error: string): Readonly<Record<string, string>> {
  const words = { error_description: c.of("error_description", "awkward"), error_uri: c.of("error_uri") };
  return { error, ...words, state: c.of("state", "awkward") };
}

const BACK = "https://app.test/cb";

/** Authorization requests with what is answered at once. */
export function authorizationExchanges(c: Canaries): readonly PrivateExchange[] {
  const get = (more?: Readonly<Record<string, string>>) => ({ path: `/authorize?${form(asked(c, more))}` });
  const jarm = c.of("JARM response", "jose");
  const requestUri = `urn:ietf:params:oauth:request_uri:${c.of("request_uri")}`;
  const message = JSON.stringify(answered(c)).replaceAll("<", "\\u003c");
  return [
    exchange(c, "code", get(), redirect(`${BACK}?${form(answered(c))}`)),
    exchange(c, "code, asked by POST", posted("/authorize", asked(c)), redirect(`${BACK}?${form(answered(c))}`, 303)),
    exchange(
      c,
      "code, percent-encoded as a URI",
      get(),
      redirect(
        `${BACK}?code=${encodeURIComponent(c.of("code", "awkward"))}&state=${encodeURIComponent(c.of("state", "awkward"))}`,
      ),
    ),
    exchange(c, "code to an app's own scheme", get(), redirect(`app.test:/cb?${form(answered(c))}`)),
    exchange(
      c,
      "hybrid",
      get({ response_type: "code id_token token" }),
      redirect(`${BACK}#${form({ ...implicit(c), ...answered(c) })}`),
    ),
    exchange(c, "implicit", get({ response_type: "token" }), redirect(`${BACK}#${form(implicit(c))}`)),
    exchange(c, "form_post", get({ response_mode: "form_post" }), paged(page(answered(c)))),
    exchange(
      c,
      "form_post with tokens",
      get({ response_mode: "form_post", response_type: "id_token token" }),
      paged(page(implicit(c))),
    ),
    exchange(c, "form_post, refused", get({ response_mode: "form_post" }), paged(page(refused(c, "access_denied")))),
    exchange(
      c,
      "web_message",
      get({ response_mode: "web_message" }),
      paged(`<script>parent.postMessage(${message})</script>`),
    ),
    exchange(c, "JARM in the query", get({ response_mode: "query.jwt" }), redirect(`${BACK}?response=${jarm}`)),
    exchange(c, "JARM in a page", get({ response_mode: "form_post.jwt" }), paged(page({ response: jarm }))),
    exchange(
      c,
      "plain PKCE",
      get({ code_challenge: c.of("plain code_challenge"), code_challenge_method: "plain" }),
      redirect(`${BACK}?${form(answered(c))}`),
    ),
    exchange(
      c,
      "a request object",
      get({ request: c.of("request object", "jose") }),
      redirect(`${BACK}?${form(answered(c))}`),
    ),
    exchange(
      c,
      "a pushed request",
      { path: `/authorize?${form({ client_id: c.of("client_id", "awkward"), request_uri: requestUri })}` },
      redirect(`${BACK}?${form(answered(c))}`),
    ),
    exchange(
      c,
      "a request by reference",
      get({ request_uri: `https://app.test/${c.of("request_uri by https")}` }),
      redirect(`${BACK}?${form(refused(c, "invalid_request_uri"))}`),
    ),
    exchange(c, "pushing", posted("/par", { ...asked(c), client_secret: c.of("client_secret", "awkward") }), {
      status: 201,
      headers: { "content-type": "application/json" },
      chunks: [JSON.stringify({ request_uri: requestUri, expires_in: 90 })],
    }),
    exchange(c, "refused", get(), redirect(`${BACK}?${form(refused(c, "access_denied"))}`)),
    exchange(
      c,
      "refused with an error of nobody",
      get(),
      redirect(`${BACK}?${form(refused(c, c.of("error of nobody", "awkward")))}`),
    ),
    exchange(c, "refused on a page", get(), paged(`<p>${html(c.of("error_description", "awkward"))}</p>`, 400)),
    exchange(
      c,
      "values of nobody",
      get({
        response_type: c.of("response_type of nobody"),
        response_mode: c.of("response_mode of nobody"),
        code_challenge_method: c.of("method of nobody"),
        prompt: c.of("prompt"),
      }),
    ),
    exchange(
      c,
      "a log-in page",
      get(),
      paged(
        page(
          { csrf: c.of("csrf token", "awkward"), username: c.of("user name", "email") },
          `/interaction/${c.of("interaction uid")}`,
        ),
      ),
    ),
    exchange(
      c,
      "to the log-in page",
      get(),
      redirect(`/interaction/${c.of("interaction uid")}?hint=${encodeURIComponent(c.of("login_hint", "email"))}`),
    ),
  ];
}

/** Log-in, consent and log-out. */
export function pageExchanges(c: Canaries): readonly PrivateExchange[] {
  const uid = c.of("interaction uid");
  const login = {
    username: c.of("user name", "email"),
    password: c.of("password", "awkward"),
    otp: c.of("one-time code"),
  };
  const bye = {
    id_token_hint: c.of("id_token", "jose"),
    logout_hint: c.of("logout_hint", "email"),
    state: c.of("state", "awkward"),
    post_logout_redirect_uri: `https://app.test/${c.of("post_logout_redirect_uri")}`,
  };
  const back = redirect(`${BACK}?${form(answered(c))}`);
  return [
    exchange(
      c,
      "the log-in form",
      { path: `/interaction/${uid}` },
      paged(page({ csrf: c.of("csrf token", "awkward") })),
    ),
    exchange(c, "log-in", posted(`/interaction/${uid}/login`, login), redirect(`/authorize/resume/${uid}`)),
    exchange(c, "log-in with the answer", posted(`/interaction/${uid}`, login), back),
    exchange(c, "log-in at a password form", posted("/login", login), back),
    exchange(c, "log-in at a page that is no endpoint", posted(`/flow/${c.of("flow id")}`, login), back),
    exchange(c, "log-in, answered with a page", posted(`/interaction/${uid}`, login), paged(page(answered(c)))),
    exchange(c, "log-in, wrong", posted("/login", login), paged(`<p>no ${html(c.of("user name", "email"))}</p>`, 401)),
    exchange(c, "resume", { path: `/authorize/resume/${uid}` }, back),
    exchange(c, "a broker's return", { path: `/broker/${c.of("broker id")}?${form(answered(c))}` }, back),
    exchange(
      c,
      "passing an answer on",
      { path: `/cb?${form(answered(c))}` },
      redirect(`https://sso.test/cb?${form(answered(c))}`, 301),
    ),
    exchange(
      c,
      "log-out",
      { path: `/logout?${form(bye)}` },
      redirect(`https://app.test/?${form({ state: c.of("state", "awkward") })}`),
    ),
    exchange(c, "log-out by POST", posted("/logout", bye), paged("<p>bye</p>")),
    exchange(c, "back-channel log-out", posted("/logout", { logout_token: c.of("logout_token", "jose") })),
  ];
}
