// Exchanges with their secrets where none belong, and bodies that are not what they say.
import type { Canaries } from "./canary.ts";
import { basic, exchange, form, json, posted, type PrivateExchange, redirect, TENANT_HOST } from "./exchange.ts";

/** More than the filter reads of a body. */
const OVERSIZE = 70_000;

/** Every one of them is answered by something. */
export function malformedExchanges(c: Canaries): readonly PrivateExchange[] {
  const code = c.of("code", "awkward");
  const secret = c.of("client_secret", "awkward");
  const client = { client_id: c.of("client_id", "awkward"), client_secret: secret };
  const request = { grant_type: "authorization_code", code, code_verifier: c.of("code_verifier"), ...client };
  const whole = form(request);
  const body = (chunks: readonly string[], type = "application/x-www-form-urlencoded", path = "/token") => ({
    method: "POST",
    path,
    headers: { "content-type": type },
    chunks,
  });
  const token = c.of("opaque access_token");
  const answer = json({
    access_token: token,
    token_type: c.of("token_type of nobody"),
    expires_in: c.of("expires_in of nobody"),
  });
  const padding = "x".repeat(OVERSIZE);
  return [
    exchange(c, "in the query", { method: "POST", path: `/token?${whole}` }, answer),
    exchange(c, "in the query, by GET", { path: `/token?${whole}` }, answer),
    exchange(c, "in the path", { path: `/token/${token}` }, answer),
    exchange(c, "in the path of an unknown endpoint", { path: `/${token}/token` }, answer),
    exchange(c, "in the path, encoded", { path: `/api/${encodeURIComponent(secret)}` }, answer),
    exchange(
      c,
      "in a tenant that is not listed",
      { ...posted(`/realms/${token}/protocol/openid-connect/token`, request), authority: TENANT_HOST },
      answer,
    ),
    exchange(
      c,
      "in a tenant with a strange spelling",
      {
        ...posted(`/realms/${encodeURIComponent(secret)}/protocol/openid-connect/token`, request),
        authority: TENANT_HOST,
      },
      answer,
    ),
    exchange(
      c,
      "in the host",
      { ...posted("/token", request), authority: `${c.of("host label").toLowerCase()}.test` },
      answer,
    ),
    exchange(c, "repeated", body([`${whole}&${form({ ...request, code: c.of("second code") })}`]), answer),
    exchange(c, "as JSON", body([JSON.stringify(request)], "application/json"), answer),
    exchange(c, "as JSON that says it is a form", body([JSON.stringify(request)]), answer),
    exchange(c, "a form that says it is JSON", body([whole], "application/json"), answer),
    exchange(
      c,
      "as a multipart form",
      body(
        [`--b\r\ncontent-disposition: form-data; name="code"\r\n\r\n${code}\r\n--b--`],
        "multipart/form-data; boundary=b",
      ),
      answer,
    ),
    exchange(c, "without a type", { method: "POST", path: "/token", chunks: [whole] }, answer),
    exchange(c, "with a type of nobody", body([whole], c.of("content type")), answer),
    exchange(
      c,
      "names that are secrets",
      body([`grant_type=password&${form({ [c.of("parameter name")]: "1" })}&${encodeURIComponent(secret)}`]),
      answer,
    ),
    exchange(
      c,
      "percent signs that encode nothing",
      body([`grant_type=%zz${token}&code=%&client_secret=%4${token}%`]),
      answer,
    ),
    exchange(
      c,
      "values beyond the limit",
      body([`grant_type=refresh_token&a=${padding}&refresh_token=${token}`]),
      answer,
    ),
    exchange(
      c,
      "a value beyond the limit",
      body([`grant_type=refresh_token&refresh_token=${token}${padding}${token}`]),
      answer,
    ),
    exchange(c, "JSON that breaks off", posted("/token", request), {
      ...answer,
      chunks: [`{"access_token":"${token}","error":"${token}`],
    }),
    exchange(
      c,
      "JSON in which all is nested",
      posted("/token", request),
      json({ error: { error: token, description: secret }, data: [[[token]]] }, 400),
    ),
    exchange(c, "a number for an error", posted("/token", request), {
      ...answer,
      status: 400,
      chunks: [`{"error":${"9".repeat(400)},"error_description":"${token}"}`],
    }),
    exchange(c, "a page from the token endpoint", posted("/token", request), {
      status: 502,
      headers: { "content-type": "text/html" },
      chunks: [`<h1>${token}</h1>`],
    }),
    exchange(c, "text that is a form", posted("/token", request), {
      headers: { "content-type": "text/plain" },
      chunks: [form({ access_token: token, error_description: secret })],
    }),
    exchange(
      c,
      "a redirect from the token endpoint",
      posted("/token", request),
      redirect(`/login?${form({ next: secret })}`),
    ),
    exchange(
      c,
      "Basic that is no base64",
      { ...posted("/token", { grant_type: "password" }), headers: { authorization: `Basic ${token}!${token}` } },
      answer,
    ),
    exchange(
      c,
      "Basic without a colon",
      {
        ...posted("/token", { grant_type: "password" }),
        headers: { authorization: `Basic ${Buffer.from(token).toString("base64")}` },
      },
      answer,
    ),
    exchange(
      c,
      "Basic for another endpoint",
      { path: "/me", headers: { authorization: basic(client.client_id, secret) } },
      answer,
    ),
    exchange(
      c,
      "a scheme of nobody",
      { path: "/me", headers: { authorization: `${c.of("authorization scheme")} ${token}` } },
      answer,
    ),
    exchange(
      c,
      "a proof that is no JWT",
      { ...posted("/token", request), headers: { dpop: c.of("broken DPoP proof") } },
      answer,
    ),
    exchange(
      c,
      "an assertion that is no JWT",
      posted("/token", {
        ...request,
        client_assertion: secret,
        client_assertion_type: c.of("assertion type of nobody", "awkward"),
      }),
      answer,
    ),
    exchange(
      c,
      "headers that say nonsense",
      {
        ...posted("/token", request),
        headers: {
          "x-envoy-attempt-count": c.of("attempts of nobody"),
          "content-encoding": c.of("content encoding"),
          forwarded: `for=${c.of("forwarded")}`,
        },
      },
      {
        ...answer,
        status: 429,
        headers: { "retry-after": c.of("retry-after"), "www-authenticate": `${c.of("challenge scheme")} ${token}` },
      },
    ),
    exchange(
      c,
      "a Location that leads nowhere",
      { path: `/authorize?${form({ response_type: "code", client_id: client.client_id })}` },
      redirect(
        `https://${token}@${c.of("host of a Location").toLowerCase()}.test/${token}?code=${token}#code=${token}`,
      ),
    ),
    exchange(
      c,
      "a Location with an empty scheme",
      { path: "/anything" },
      redirect(`//${token}?code=${token}&state=${token}`),
    ),
    exchange(c, "a method of nobody", { ...posted("/token", request), method: "PROPFIND" }, answer),
    exchange(
      c,
      "nothing of OAuth",
      posted(`/orders/${c.of("order id")}`, { ...request, password: c.of("password", "awkward") }),
      answer,
    ),
  ];
}
