// Golden exchanges with canaries in the place of what they say: every endpoint, grant, dialect and error that is known.
import type { GoldenCase } from "../filter/support/golden.ts";
import type { Canaries, Shape } from "./canary.ts";
import { basic, html } from "./exchange.ts";

/** Parameters and members whose values are secrets or somebody's, and the shape of the canary. Words stay as they are. */
const PLANTED: Readonly<Record<string, Shape>> = {
  ...shaped("awkward", "code state nonce refresh_token client_id client_secret password assertion user_code scope sub"),
  ...shaped("awkward", "error_description binding_message client_name name session_state device_id client_info"),
  ...shaped(
    "token",
    "code_verifier device_code auth_req_id ticket pre-authorized_code login_hint_token c_nonce error_uri",
  ),
  ...shaped(
    "token",
    "actor_token audience otp oob_code mfa_token fb_exchange_token user_federated_identity_credential",
  ),
  ...shaped("token", "registration_access_token software_statement token response correlation_id trace_id jti"),
  ...shaped("jose", "access_token id_token client_assertion subject_token id_token_hint logout_token request"),
  ...shaped("email", "username login_hint email logout_hint preferred_username"),
};

function shaped(shape: Shape, names: string): Record<string, Shape> {
  return Object.fromEntries(names.split(" ").map((name) => [name, shape]));
}

/** The case with canaries of these names; a body that is compressed stays as it is. */
export function planted({ request, answer, ...rest }: GoldenCase, canaries: Canaries): GoldenCase {
  return {
    ...rest,
    request: {
      ...request,
      path: inForm(request.path, canaries),
      headers: headersOf(request.headers, canaries),
      chunks: bodyOf(request.chunks, request.headers, canaries),
    },
    answer: {
      ...answer,
      headers: headersOf(answer.headers, canaries),
      chunks: bodyOf(answer.chunks, answer.headers, canaries),
    },
  };
}

type Parts = GoldenCase["request"]["chunks"];
type Headers = GoldenCase["request"]["headers"];

function bodyOf(chunks: Parts = [], headers: Headers, canaries: Canaries): readonly Buffer[] {
  const whole = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk as string)));
  const encoding = pairsOf(headers).some(([name, value]) => name === "content-encoding" && value !== "identity");
  if (whole.length === 0 || encoding) return [whole];
  return [Buffer.from(inForm(inPage(inJson(whole.toString(), canaries), canaries), canaries))];
}

function headersOf(headers: Headers, canaries: Canaries): readonly (readonly [string, string])[] {
  return pairsOf(headers).map(([name, value]) => {
    if (name === "location") return [name, inForm(value, canaries)];
    if (name !== "authorization") return [name, value];
    const [scheme = ""] = value.split(" ");
    const { of } = canaries;
    if (/^basic$/i.test(scheme)) return [name, basic(of("client_id", "awkward"), of("client_secret", "awkward"))];
    return [name, `${scheme} ${of("access_token", "jose")}`];
  });
}

const pairsOf = (headers: Headers = []): readonly (readonly [string, string])[] =>
  Array.isArray(headers) ? headers : Object.entries(headers);

function inForm(text: string, canaries: Canaries): string {
  return text.replaceAll(
    /([?&#]|^)([\w-]+)=([^&#\s"'<>]*)/g,
    (whole: string, before: string, name: string, value: string) =>
      value === "" || PLANTED[name] === undefined
        ? whole
        : `${before}${name}=${encodeURIComponent(valueOf(name, canaries))}`,
  );
}

function inJson(text: string, canaries: Canaries): string {
  return text.replaceAll(/"([\w-]+)"(\s*:\s*)"(?:[^"\\]|\\.)+"/g, (whole: string, name: string, between: string) =>
    PLANTED[name] === undefined ? whole : `"${name}"${between}${JSON.stringify(valueOf(name, canaries))}`,
  );
}

function inPage(text: string, canaries: Canaries): string {
  return text.replaceAll(
    /(name=["']?)([\w-]+)(["']?\s+value=)(["'])[^"']+\4/gi,
    (whole: string, ...parts: string[]) => {
      const [before = "", name = "", between = "", quote = ""] = parts;
      const value = PLANTED[name] === undefined ? undefined : html(valueOf(name, canaries)).replaceAll("'", "&#39;");
      return value === undefined ? whole : `${before}${name}${between}${quote}${value}${quote}`;
    },
  );
}

function valueOf(name: string, canaries: Canaries): string {
  return canaries.of(`golden ${name}`, PLANTED[name] ?? "token");
}
