// Generated from proto/oauthflow/v1/record.proto by `npm run generate`. Do not edit.

export type KeyClass = u8;
export namespace KeyClass {
  export const Unspecified: u8 = 0;
  export const Flow: u8 = 1;
  export const Refresh: u8 = 2;
  export const Pseudonym: u8 = 3;
}

export type Vantage = u8;
export namespace Vantage {
  export const Unspecified: u8 = 0;
  export const Server: u8 = 1;
  export const Client: u8 = 2;
  export const Gateway: u8 = 3;
}

export type Endpoint = u8;
export namespace Endpoint {
  export const Unspecified: u8 = 0;
  export const Authorization: u8 = 1;
  export const Token: u8 = 2;
  export const Par: u8 = 3;
  export const DeviceAuthorization: u8 = 4;
  export const Ciba: u8 = 5;
  export const Introspection: u8 = 6;
  export const Revocation: u8 = 7;
  export const Userinfo: u8 = 8;
  export const Jwks: u8 = 9;
  export const Discovery: u8 = 10;
  export const Logout: u8 = 11;
  export const Registration: u8 = 12;
  export const Login: u8 = 13;
  export const Interaction: u8 = 14;
  export const Resource: u8 = 15;
}

export type GrantType = u8;
export namespace GrantType {
  export const Unspecified: u8 = 0;
  export const AuthorizationCode: u8 = 1;
  export const RefreshToken: u8 = 2;
  export const ClientCredentials: u8 = 3;
  export const Password: u8 = 4;
  export const DeviceCode: u8 = 5;
  export const JwtBearer: u8 = 6;
  export const Saml2Bearer: u8 = 7;
  export const TokenExchange: u8 = 8;
  export const Ciba: u8 = 9;
  export const UmaTicket: u8 = 10;
  export const PreAuthorizedCode: u8 = 11;
  export const Vendor: u8 = 12;
  export const Implicit: u8 = 13;
  export const None: u8 = 14;
  export const Other: u8 = 15;
  export const Unknown: u8 = 16;
}

export type Outcome = u8;
export namespace Outcome {
  export const Unspecified: u8 = 0;
  export const Success: u8 = 1;
  export const Continue: u8 = 2;
  export const Denied: u8 = 3;
  export const ClientError: u8 = 4;
  export const Throttled: u8 = 5;
  export const ServerError: u8 = 6;
  export const Aborted: u8 = 7;
  export const Unclassified: u8 = 8;
}

export type ErrorCode = u8;
export namespace ErrorCode {
  export const Unspecified: u8 = 0;
  export const None: u8 = 1;
  export const Other: u8 = 2;
  export const Http4xx: u8 = 3;
  export const Http5xx: u8 = 4;
  export const UpstreamTimeout: u8 = 5;
  export const UpstreamReset: u8 = 6;
  export const UpstreamUnavailable: u8 = 7;
  export const DeniedByProxy: u8 = 8;
  export const RateLimitedByProxy: u8 = 9;
  export const ClientGone: u8 = 10;
  export const InvalidRequest: u8 = 11;
  export const InvalidClient: u8 = 12;
  export const InvalidGrant: u8 = 13;
  export const UnauthorizedClient: u8 = 14;
  export const UnsupportedGrantType: u8 = 15;
  export const InvalidScope: u8 = 16;
  export const AccessDenied: u8 = 17;
  export const UnsupportedResponseType: u8 = 18;
  export const ServerError: u8 = 19;
  export const TemporarilyUnavailable: u8 = 20;
  export const InvalidToken: u8 = 21;
  export const InsufficientScope: u8 = 22;
  export const UnsupportedTokenType: u8 = 23;
  export const AuthorizationPending: u8 = 24;
  export const SlowDown: u8 = 25;
  export const ExpiredToken: u8 = 26;
  export const InvalidTarget: u8 = 27;
  export const InvalidRequestUri: u8 = 28;
  export const InvalidRequestObject: u8 = 29;
  export const RequestNotSupported: u8 = 30;
  export const RequestUriNotSupported: u8 = 31;
  export const RegistrationNotSupported: u8 = 32;
  export const InteractionRequired: u8 = 33;
  export const LoginRequired: u8 = 34;
  export const AccountSelectionRequired: u8 = 35;
  export const ConsentRequired: u8 = 36;
  export const UnmetAuthenticationRequirements: u8 = 37;
  export const InvalidAuthorizationDetails: u8 = 38;
  export const InvalidDpopProof: u8 = 39;
  export const UseDpopNonce: u8 = 40;
  export const InsufficientUserAuthentication: u8 = 41;
  export const InvalidRedirectUri: u8 = 42;
  export const InvalidClientMetadata: u8 = 43;
  export const InvalidSoftwareStatement: u8 = 44;
  export const UnapprovedSoftwareStatement: u8 = 45;
  export const TransactionFailed: u8 = 46;
  export const UnknownUserId: u8 = 47;
  export const ExpiredLoginHintToken: u8 = 48;
  export const MissingUserCode: u8 = 49;
  export const InvalidUserCode: u8 = 50;
  export const InvalidBindingMessage: u8 = 51;
  export const UseAttestationChallenge: u8 = 52;
  export const UseFreshAttestation: u8 = 53;
  export const InvalidClientAttestation: u8 = 54;
  export const MfaRequired: u8 = 55;
  export const UnsupportedResponseMode: u8 = 56;
}

export type AuthMethod = u8;
export namespace AuthMethod {
  export const Unspecified: u8 = 0;
  export const ClientSecretBasic: u8 = 1;
  export const ClientSecretPost: u8 = 2;
  export const ClientSecretJwt: u8 = 3;
  export const PrivateKeyJwt: u8 = 4;
  export const Saml2Bearer: u8 = 5;
  export const AttestJwtClientAuth: u8 = 6;
  export const TlsClientAuth: u8 = 7;
  export const None: u8 = 8;
  export const NonePkce: u8 = 9;
  export const Multiple: u8 = 10;
  export const ClientAuthProbe: u8 = 11;
  export const Unknown: u8 = 12;
}

export type ResponseType = u8;
export namespace ResponseType {
  export const Unspecified: u8 = 0;
  export const Code: u8 = 1;
  export const Token: u8 = 2;
  export const IdToken: u8 = 3;
  export const CodeIdToken: u8 = 4;
  export const CodeToken: u8 = 5;
  export const IdTokenToken: u8 = 6;
  export const CodeIdTokenToken: u8 = 7;
  export const None: u8 = 8;
  export const Other: u8 = 9;
  export const Unknown: u8 = 10;
}

export type ResponseMode = u8;
export namespace ResponseMode {
  export const Unspecified: u8 = 0;
  export const Query: u8 = 1;
  export const Fragment: u8 = 2;
  export const FormPost: u8 = 3;
  export const WebMessage: u8 = 4;
  export const Jwt: u8 = 5;
  export const Other: u8 = 6;
  export const Unknown: u8 = 7;
}

export type Pkce = u8;
export namespace Pkce {
  export const Unspecified: u8 = 0;
  export const S256: u8 = 1;
  export const Plain: u8 = 2;
  export const None: u8 = 3;
  export const Hidden: u8 = 4;
}

export type Via = u8;
export namespace Via {
  export const Unspecified: u8 = 0;
  export const Query: u8 = 1;
  export const Par: u8 = 2;
  export const Jar: u8 = 3;
  export const Unknown: u8 = 4;
}

export type RateLimitKind = u8;
export namespace RateLimitKind {
  export const Unspecified: u8 = 0;
  export const Http429: u8 = 1;
  export const Http503RetryAfter: u8 = 2;
  export const SlowDown: u8 = 3;
  export const Vendor: u8 = 4;
  export const Proxy: u8 = 5;
}

export type UnclassifiedReason = u8;
export namespace UnclassifiedReason {
  export const Unspecified: u8 = 0;
  export const EncodedBody: u8 = 1;
  export const NoToken: u8 = 2;
  export const Jarm: u8 = 3;
  export const UnexpectedRedirect: u8 = 4;
  export const UnreadableBody: u8 = 5;
  export const UnexpectedStatus: u8 = 6;
}

export type FilterDropReason = u8;
export namespace FilterDropReason {
  export const Unspecified: u8 = 0;
  export const RingFull: u8 = 1;
  export const ExchangeTableFull: u8 = 2;
  export const NoVantage: u8 = 3;
  export const Paused: u8 = 4;
  export const Sampled: u8 = 5;
}

export type RecordFlag = u8;
export namespace RecordFlag {
  export const Unspecified: u8 = 0;
  export const ProxyAnswer: u8 = 1;
  export const Retried: u8 = 2;
  export const ExpiresIn: u8 = 3;
  export const AccessToken: u8 = 4;
  export const RefreshToken: u8 = 5;
  export const IdToken: u8 = 6;
  export const TokenTypeBearer: u8 = 7;
  export const TokenTypeDpop: u8 = 8;
  export const DpopProof: u8 = 9;
  export const RepeatedParameter: u8 = 10;
  export const QueryParameters: u8 = 11;
  export const RequestCut: u8 = 12;
  export const ResponseCut: u8 = 13;
  export const RetryAfter: u8 = 14;
  export const Iss: u8 = 15;
}

export type RecordKey = u8;
export namespace RecordKey {
  export const Unspecified: u8 = 0;
  export const Code: u8 = 1;
  export const State: u8 = 2;
  export const Pkce: u8 = 3;
  export const RefreshTokenPresented: u8 = 4;
  export const RefreshTokenIssued: u8 = 5;
  export const RequestUri: u8 = 6;
  export const DeviceCode: u8 = 7;
  export const AuthReqId: u8 = 8;
  export const ClientId: u8 = 9;
  export const RequestId: u8 = 10;
}
