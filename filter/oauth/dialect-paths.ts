// The default paths of authorization servers, in files of their kind; here is what all have in common. Nothing but
// tables: documentation can be made from these files.
//
// A line is an endpoint (by its label) and a path template. `at` says what is in front of the paths that follow: up to
// four prefixes, `/` for none; without any, nothing. An endpoint may have several lines.
// `?`: any application may have such a path; where no host tells the issuer, it takes more to be OAuth.
// `!`: so common that without a host or the server's name it is not taken for OAuth at all.
// Sources: the servers' own documentation; for discovery OpenID Connect Discovery §4 and RFC 8414 §3.

/** Discovery, for an issuer with a path of up to three segments: below it, and in front of it (RFC 8414 §3.1). */
export const COMMON: string = `
discovery /.well-known/openid-configuration
discovery /{a}/.well-known/openid-configuration
discovery /{a}/{b}/.well-known/openid-configuration
discovery /{a}/{b}/{c}/.well-known/openid-configuration
discovery /.well-known/oauth-authorization-server
discovery /.well-known/oauth-authorization-server/{a}
discovery /.well-known/oauth-authorization-server/{a}/{b}
discovery /.well-known/oauth-authorization-server/{a}/{b}/{c}
`;
