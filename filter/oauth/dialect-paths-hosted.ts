// The default paths of authorization servers that are services; the notation is that of dialect-paths.ts.

/** PingOne; a domain of one's own has no environment in the path. */
export const PINGONE: string = `
at /{env}/as /as
authorization /authorize
token /token
introspection /introspect
revocation /revoke
device_authorization /device_authorization
par /par
userinfo /userinfo
jwks /jwks
logout /signoff
discovery /.well-known/openid-configuration
`;

/** Microsoft Entra ID, both versions, and with a policy in the path Azure AD B2C. */
export const ENTRA: string = `
at /{tenant} /{tenant}/{policy}
authorization /oauth2/v2.0/authorize
token /oauth2/v2.0/token
logout /oauth2/v2.0/logout
jwks /discovery/v2.0/keys
discovery /v2.0/.well-known/openid-configuration
at /{tenant}
device_authorization /oauth2/v2.0/devicecode
authorization /oauth2/authorize
token /oauth2/token
device_authorization /oauth2/devicecode
logout /oauth2/logout
jwks /discovery/keys
discovery /.well-known/openid-configuration
at
userinfo /oidc/userinfo
`;

/** Okta; without an authorization server in the path it is the organisation's own. */
export const OKTA: string = `
at /oauth2/{as}/v1 /oauth2/v1
authorization /authorize
token /token
introspection /introspect
revocation /revoke
device_authorization /device/authorize
par /par
ciba /bc/authorize
userinfo /userinfo
jwks /keys
logout /logout
registration /clients
registration /clients/{client}
at / /oauth2/{as}
discovery /.well-known/openid-configuration
discovery /.well-known/oauth-authorization-server
`;

/** Auth0. */
export const AUTH0: string = `
authorization? /authorize
token /oauth/token
revocation /oauth/revoke
device_authorization /oauth/device/code
par /oauth/par
ciba /bc-authorize
userinfo? /userinfo
jwks /.well-known/jwks.json
logout /oidc/logout
logout? /v2/logout
registration /oidc/register
discovery /.well-known/openid-configuration
discovery /.well-known/oauth-authorization-server
`;

/** Amazon Cognito; keys and discovery are on a host of their own. */
export const COGNITO: string = `
authorization /oauth2/authorize
token /oauth2/token
revocation /oauth2/revoke
userinfo /oauth2/userInfo
logout? /logout
jwks /{pool}/.well-known/jwks.json
discovery /{pool}/.well-known/openid-configuration
`;

/** Google; on several hosts. */
export const GOOGLE: string = `
authorization /o/oauth2/v2/auth
authorization /o/oauth2/auth
token? /token
introspection? /tokeninfo
revocation? /revoke
device_authorization? /device/code
userinfo? /v1/userinfo
jwks /oauth2/v3/certs
discovery /.well-known/openid-configuration
`;
