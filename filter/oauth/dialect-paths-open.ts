// The default paths of authorization servers whose source is open; the notation is that of dialect-paths.ts.

/** Keycloak; `/auth` in front before version 17. */
export const KEYCLOAK: string = `
at /realms/{realm} /auth/realms/{realm}
authorization /protocol/openid-connect/auth
token /protocol/openid-connect/token
introspection /protocol/openid-connect/token/introspect
revocation /protocol/openid-connect/revoke
device_authorization /protocol/openid-connect/auth/device
par /protocol/openid-connect/ext/par/request
ciba /protocol/openid-connect/ext/ciba/auth
userinfo /protocol/openid-connect/userinfo
jwks /protocol/openid-connect/certs
logout /protocol/openid-connect/logout
registration /clients-registrations/openid-connect
registration /clients-registrations/openid-connect/{client}
registration /clients-registrations/default
registration /clients-registrations/default/{client}
discovery /.well-known/openid-configuration
discovery /.well-known/oauth-authorization-server
at
discovery /.well-known/oauth-authorization-server/realms/{realm}
discovery /.well-known/oauth-authorization-server/auth/realms/{realm}
`;

/** Ory Hydra; the admin port has `/admin` in front since version 2. */
export const HYDRA: string = `
authorization /oauth2/auth
token /oauth2/token
introspection /oauth2/introspect
introspection /admin/oauth2/introspect
revocation /oauth2/revoke
device_authorization /oauth2/device/auth
userinfo? /userinfo
jwks /.well-known/jwks.json
logout /oauth2/sessions/logout
registration /oauth2/register
registration /oauth2/register/{client}
discovery /.well-known/openid-configuration
discovery /.well-known/oauth-authorization-server
`;

/** Dex; `/dex` in front is what its own examples have. */
export const DEX: string = `
at / /dex
authorization? /auth
authorization! /auth/{connector}
token? /token
introspection? /token/introspect
device_authorization? /device/code
userinfo? /userinfo
jwks! /keys
logout? /logout
discovery /.well-known/openid-configuration
at
discovery /.well-known/oauth-authorization-server/dex
`;

/** Spring Authorization Server. */
export const SPRING: string = `
authorization /oauth2/authorize
token /oauth2/token
introspection /oauth2/introspect
revocation /oauth2/revoke
device_authorization /oauth2/device_authorization
par /oauth2/par
userinfo? /userinfo
jwks /oauth2/jwks
logout /connect/logout
registration /connect/register
registration /oauth2/register
discovery /.well-known/openid-configuration
discovery /.well-known/oauth-authorization-server
`;

/** Zitadel. */
export const ZITADEL: string = `
authorization /oauth/v2/authorize
token /oauth/v2/token
introspection /oauth/v2/introspect
revocation /oauth/v2/revoke
device_authorization /oauth/v2/device_authorization
userinfo /oidc/v1/userinfo
jwks /oauth/v2/keys
logout /oidc/v1/end_session
discovery /.well-known/openid-configuration
`;

/** authentik. */
export const AUTHENTIK: string = `
at /application/o
authorization /authorize/
token /token/
introspection /introspect/
revocation /revoke/
device_authorization /device/
userinfo /userinfo/
jwks /{slug}/jwks/
logout /{slug}/end-session/
discovery /{slug}/.well-known/openid-configuration
at
discovery /.well-known/oauth-authorization-server/application/o/{slug}
`;

/** Authelia. */
export const AUTHELIA: string = `
at /api/oidc
authorization /authorization
token /token
introspection /introspection
revocation /revocation
device_authorization /device-authorization
par /pushed-authorization-request
userinfo /userinfo
at
jwks /jwks.json
discovery /.well-known/openid-configuration
discovery /.well-known/oauth-authorization-server
`;

/** Janssen, and Gluu before it. */
export const JANSSEN: string = `
at /jans-auth/restv1 /oxauth/restv1
authorization /authorize
token /token
introspection /introspection
revocation /revoke
device_authorization /device_authorization
par /par
ciba /bc-authorize
userinfo /userinfo
jwks /jwks
logout /end_session
registration /register
at
discovery /.well-known/openid-configuration
`;

/** oidc-provider for Node.js; Logto has it at `/oidc`. A browser comes back from the log-in pages to `/auth/{uid}`. */
export const OIDC_PROVIDER: string = `
authorization? /auth
authorization! /auth/{uid}
token? /token
introspection? /token/introspection
revocation? /token/revocation
device_authorization? /device/auth
par? /request
ciba? /backchannel
userinfo! /me
jwks /jwks
logout? /session/end
registration! /reg
registration! /reg/{client}
discovery /.well-known/openid-configuration
discovery /.well-known/oauth-authorization-server
at /oidc
authorization /auth
authorization /auth/{uid}
token /token
introspection /token/introspection
revocation /token/revocation
device_authorization /device/auth
par /request
ciba /backchannel
userinfo /me
jwks /jwks
logout /session/end
registration /reg
registration /reg/{client}
discovery /.well-known/openid-configuration
at
discovery /.well-known/oauth-authorization-server/oidc
`;

/** Casdoor. */
export const CASDOOR: string = `
authorization /login/oauth/authorize
token /api/login/oauth/access_token
token /api/login/oauth/refresh_token
introspection /api/login/oauth/introspect
device_authorization /api/device-auth
userinfo? /api/userinfo
jwks /.well-known/jwks
logout? /api/logout
discovery /.well-known/openid-configuration
`;

/** Kanidm. */
export const KANIDM: string = `
authorization /ui/oauth2
authorization /oauth2/authorise
token /oauth2/token
introspection /oauth2/token/introspect
revocation /oauth2/token/revoke
at /oauth2/openid/{client}
userinfo /userinfo
jwks /public_key.jwk
discovery /.well-known/openid-configuration
discovery /.well-known/oauth-authorization-server
at
discovery /.well-known/oauth-authorization-server/oauth2/openid/{client}
`;
