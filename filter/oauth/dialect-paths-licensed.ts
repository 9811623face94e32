// The default paths of authorization servers that are bought and run; the notation is that of dialect-paths.ts.

/** Duende IdentityServer, and IdentityServer4 before it. */
export const DUENDE: string = `
authorization /connect/authorize
token /connect/token
introspection /connect/introspect
revocation /connect/revocation
device_authorization /connect/deviceauthorization
par /connect/par
ciba /connect/ciba
userinfo /connect/userinfo
jwks /.well-known/openid-configuration/jwks
logout /connect/endsession
registration /connect/dcr
discovery /.well-known/openid-configuration
discovery /.well-known/oauth-authorization-server
`;

/** PingAM (ForgeRock AM, OpenAM); a realm below another is named by the last. */
export const PINGAM: string = `
at /am/oauth2 /am/oauth2/realms/root /am/oauth2/realms/root/realms/{realm} /am/oauth2/realms/root/realms/{parent}/realms/{realm}
authorization /authorize
token /access_token
introspection /introspect
introspection /tokeninfo
revocation /token/revoke
device_authorization /device/code
par /par
ciba /bc-authorize
userinfo /userinfo
jwks /connect/jwk_uri
logout /connect/endSession
registration /register
discovery /.well-known/openid-configuration
`;

/** PingFederate. */
export const PINGFEDERATE: string = `
authorization /as/authorization.oauth2
token /as/token.oauth2
introspection /as/introspect.oauth2
revocation /as/revoke_token.oauth2
device_authorization /as/device_authz.oauth2
par /as/par.oauth2
ciba /as/bc-auth.ciba
userinfo /idp/userinfo.openid
jwks /pf/JWKS
logout /idp/startSLO.ping
registration /as/clients.oauth2
discovery /.well-known/openid-configuration
discovery /.well-known/oauth-authorization-server
`;

/** Curity; its endpoints are configured, this is how they usually are. */
export const CURITY: string = `
at /oauth/v2
authorization /oauth-authorize
token /oauth-token
introspection /oauth-introspect
revocation /oauth-revoke
device_authorization /oauth-device-authorization
par /oauth-authorize/par
userinfo /oauth-userinfo
jwks /oauth-anonymous/jwks
logout /oauth-session/logout
discovery /oauth-anonymous/.well-known/openid-configuration
at
discovery /.well-known/oauth-authorization-server/oauth/v2/oauth-anonymous
`;

/** Active Directory Federation Services. */
export const ADFS: string = `
at /adfs
authorization /oauth2/authorize
token /oauth2/token
device_authorization /oauth2/devicecode
userinfo /userinfo
jwks /discovery/keys
logout /oauth2/logout
discovery /.well-known/openid-configuration
`;
