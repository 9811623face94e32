// Log-in and consent: where a browser is sent between the authorization request and its answer.
import type Provider from "oidc-provider";
import type { Interaction } from "oidc-provider";
import type { Accounts } from "./accounts.ts";
import { formOf } from "./form-body.ts";
import type { Context, Middleware } from "./middleware.ts";
import { consentPage, errorPage, loginPage } from "./pages.ts";

const PATH = /^\/interaction\/([\w-]+)(?:\/(login|consent|cancel))?$/;

/** Serves `/interaction/<uid>` and its forms; everything else goes on to the next. */
export function createInteractions(provider: Provider, accounts: Accounts): Middleware {
  return async (ctx, next) => {
    const [, uid, form] = PATH.exec(ctx.path) ?? [];
    if (uid === undefined) return next();
    ctx.set("cache-control", "no-store");
    const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch(() => undefined);
    if (interaction?.uid !== uid) {
      ctx.status = 400;
      ctx.body = errorPage("not found", "this log-in is over; begin again at the application");
      return;
    }
    if (ctx.method === "GET") show(ctx, interaction);
    else if (form === "login") await logIn(ctx, interaction);
    else if (form === "consent") await finish(ctx, { consent: { grantId: await grantOf(interaction) } });
    else await finish(ctx, { error: "access_denied", error_description: "the resource owner said no" });
  };

  function show(ctx: Context, { uid, prompt, params }: Interaction): void {
    const { client_id: client, scope } = params as { client_id?: string; scope?: string };
    ctx.type = "html";
    ctx.body = prompt.name === "login" ? loginPage(uid) : consentPage(uid, client ?? "", (scope ?? "").split(" "));
  }

  async function logIn(ctx: Context, { uid }: Interaction): Promise<void> {
    const form = await formOf(ctx.req);
    const accountId = accounts.check(form.get("login") ?? "", form.get("password") ?? "");
    if (accountId !== undefined) return finish(ctx, { login: { accountId } });
    ctx.type = "html";
    ctx.body = loginPage(uid, true);
  }

  /** A grant with all that was asked for and is not granted yet. */
  async function grantOf({ grantId, session, params, prompt }: Interaction): Promise<string> {
    const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
    const grant =
      known ?? new provider.Grant({ accountId: session?.accountId ?? "", clientId: String(params["client_id"]) });
    const { missingOIDCScope: scopes, missingOIDCClaims: claims } = prompt.details as Missing;
    if (scopes !== undefined) grant.addOIDCScope(scopes.join(" "));
    if (claims !== undefined) grant.addOIDCClaims(claims);
    return grant.save();
  }

  async function finish(ctx: Context, result: Parameters<Provider["interactionResult"]>[2]): Promise<void> {
    const merge = { mergeWithLastSubmission: !("error" in result) };
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result, merge));
    ctx.status = 303;
  }
}

type Missing = { readonly missingOIDCScope?: string[]; readonly missingOIDCClaims?: string[] };
