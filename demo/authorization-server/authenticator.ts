// The authentication device of CIBA (OpenID CIBA Core §1): where a person answers what a call centre asked for.
// A page of the demo's own, no OAuth endpoint.
import { errors, type default as Provider } from "oidc-provider";
import type { Accounts } from "./accounts.ts";
import { formOf } from "./form-body.ts";
import type { Middleware } from "./middleware.ts";
import { AUTHENTICATOR_PATH } from "./settings.ts";

/** Takes a form with `login`, `password`, `auth_req_id` and `answer` (`yes` or `no`). */
export function createAuthenticator(provider: Provider, accounts: Accounts): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== AUTHENTICATOR_PATH || ctx.method !== "POST") return next();
    const form = await formOf(ctx.req);
    const accountId = accounts.check(form.get("login") ?? "", form.get("password") ?? "");
    const request = await provider.BackchannelAuthenticationRequest.find(form.get("auth_req_id") ?? "");
    if (accountId === undefined || request?.accountId !== accountId) {
      ctx.status = 403;
      ctx.body = "nothing to answer";
      return;
    }
    if (form.get("answer") === "yes") {
      const grant = new provider.Grant({ accountId, clientId: request.clientId });
      grant.addOIDCScope(String(request.scope ?? "openid"));
      await provider.backchannelResult(request, await grant.save());
    } else {
      await provider.backchannelResult(request, new errors.AccessDenied("the resource owner said no"));
    }
    ctx.body = "thank you";
  };
}
