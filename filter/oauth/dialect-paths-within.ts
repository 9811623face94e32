// The default paths of authorization servers that are a part of something else; the notation is that of
// dialect-paths.ts.

/** GitHub; it checks a token and revokes it at one path. */
export const GITHUB: string = `
authorization /login/oauth/authorize
token /login/oauth/access_token
device_authorization /login/device/code
introspection! /applications/{client}/token
revocation! /applications/{client}/grant
userinfo! /user
`;

/** GitLab. */
export const GITLAB: string = `
authorization /oauth/authorize
token /oauth/token
introspection /oauth/introspect
revocation /oauth/revoke
device_authorization /oauth/authorize_device
userinfo /oauth/userinfo
jwks /oauth/discovery/keys
registration /oauth/register
discovery /.well-known/openid-configuration
discovery /.well-known/oauth-authorization-server
`;

/** Gitea and Forgejo. */
export const GITEA: string = `
at /login/oauth
authorization /authorize
token /access_token
introspection /introspect
userinfo /userinfo
jwks /keys
at
discovery /.well-known/openid-configuration
`;

/** Matrix Authentication Service. */
export const MAS: string = `
authorization? /authorize
token /oauth2/token
introspection /oauth2/introspect
revocation /oauth2/revoke
device_authorization /oauth2/device
userinfo /oauth2/userinfo
jwks /oauth2/keys.json
registration /oauth2/registration
discovery /.well-known/openid-configuration
discovery /.well-known/oauth-authorization-server
`;

/** OpenShift's integrated server. */
export const OPENSHIFT: string = `
authorization /oauth/authorize
token /oauth/token
discovery /.well-known/oauth-authorization-server
`;
