// Generated from proto/oauthflow/v1/record.proto by `npm run generate`. Do not edit.

export enum KeyClass {
  Unspecified = 0,
  Flow = 1,
  Refresh = 2,
  Pseudonym = 3,
}

export enum Vantage {
  Unspecified = 0,
  Server = 1,
  Client = 2,
  Gateway = 3,
}

export enum Endpoint {
  Unspecified = 0,
  Authorization = 1,
  Token = 2,
  Par = 3,
  DeviceAuthorization = 4,
  Ciba = 5,
  Introspection = 6,
  Revocation = 7,
  Userinfo = 8,
  Jwks = 9,
  Discovery = 10,
  Logout = 11,
  Registration = 12,
  Login = 13,
  Interaction = 14,
  Resource = 15,
}

export enum GrantType {
  Unspecified = 0,
  AuthorizationCode = 1,
  RefreshToken = 2,
  ClientCredentials = 3,
  Password = 4,
  DeviceCode = 5,
  JwtBearer = 6,
  Saml2Bearer = 7,
  TokenExchange = 8,
  Ciba = 9,
  UmaTicket = 10,
  PreAuthorizedCode = 11,
  Vendor = 12,
  Implicit = 13,
  None = 14,
  Other = 15,
  Unknown = 16,
}

export enum Outcome {
  Unspecified = 0,
  Success = 1,
  Continue = 2,
  Denied = 3,
  ClientError = 4,
  Throttled = 5,
  ServerError = 6,
  Aborted = 7,
  Unclassified = 8,
}

export enum ErrorCode {
  Unspecified = 0,
  None = 1,
  Other = 2,
  Http4xx = 3,
  Http5xx = 4,
  UpstreamTimeout = 5,
  UpstreamReset = 6,
  UpstreamUnavailable = 7,
  DeniedByProxy = 8,
  RateLimitedByProxy = 9,
  ClientGone = 10,
  InvalidRequest = 11,
  InvalidClient = 12,
  InvalidGrant = 13,
  UnauthorizedClient = 14,
  UnsupportedGrantType = 15,
  InvalidScope = 16,
  AccessDenied = 17,
  UnsupportedResponseType = 18,
  ServerError = 19,
  TemporarilyUnavailable = 20,
  InvalidToken = 21,
  InsufficientScope = 22,
  UnsupportedTokenType = 23,
  AuthorizationPending = 24,
  SlowDown = 25,
  ExpiredToken = 26,
  InvalidTarget = 27,
  InvalidRequestUri = 28,
  InvalidRequestObject = 29,
  RequestNotSupported = 30,
  RequestUriNotSupported = 31,
  RegistrationNotSupported = 32,
  InteractionRequired = 33,
  LoginRequired = 34,
  AccountSelectionRequired = 35,
  ConsentRequired = 36,
  UnmetAuthenticationRequirements = 37,
  InvalidAuthorizationDetails = 38,
  InvalidDpopProof = 39,
  UseDpopNonce = 40,
  InsufficientUserAuthentication = 41,
  InvalidRedirectUri = 42,
  InvalidClientMetadata = 43,
  InvalidSoftwareStatement = 44,
  UnapprovedSoftwareStatement = 45,
  TransactionFailed = 46,
  UnknownUserId = 47,
  ExpiredLoginHintToken = 48,
  MissingUserCode = 49,
  InvalidUserCode = 50,
  InvalidBindingMessage = 51,
  UseAttestationChallenge = 52,
  UseFreshAttestation = 53,
  InvalidClientAttestation = 54,
  MfaRequired = 55,
  UnsupportedResponseMode = 56,
}

export enum AuthMethod {
  Unspecified = 0,
  ClientSecretBasic = 1,
  ClientSecretPost = 2,
  ClientSecretJwt = 3,
  PrivateKeyJwt = 4,
  Saml2Bearer = 5,
  AttestJwtClientAuth = 6,
  TlsClientAuth = 7,
  None = 8,
  NonePkce = 9,
  Multiple = 10,
  ClientAuthProbe = 11,
  Unknown = 12,
}

export enum ResponseType {
  Unspecified = 0,
  Code = 1,
  Token = 2,
  IdToken = 3,
  CodeIdToken = 4,
  CodeToken = 5,
  IdTokenToken = 6,
  CodeIdTokenToken = 7,
  None = 8,
  Other = 9,
  Unknown = 10,
}

export enum ResponseMode {
  Unspecified = 0,
  Query = 1,
  Fragment = 2,
  FormPost = 3,
  WebMessage = 4,
  Jwt = 5,
  Other = 6,
  Unknown = 7,
}

export enum Pkce {
  Unspecified = 0,
  S256 = 1,
  Plain = 2,
  None = 3,
  Hidden = 4,
}

export enum Via {
  Unspecified = 0,
  Query = 1,
  Par = 2,
  Jar = 3,
  Unknown = 4,
}

export enum RateLimitKind {
  Unspecified = 0,
  Http429 = 1,
  Http503RetryAfter = 2,
  SlowDown = 3,
  Vendor = 4,
  Proxy = 5,
}

export enum UnclassifiedReason {
  Unspecified = 0,
  EncodedBody = 1,
  NoToken = 2,
  Jarm = 3,
  UnexpectedRedirect = 4,
  UnreadableBody = 5,
  UnexpectedStatus = 6,
}

export enum FilterDropReason {
  Unspecified = 0,
  RingFull = 1,
  ExchangeTableFull = 2,
  NoVantage = 3,
  Paused = 4,
  Sampled = 5,
}

export enum RecordFlag {
  Unspecified = 0,
  ProxyAnswer = 1,
  Retried = 2,
  ExpiresIn = 3,
  AccessToken = 4,
  RefreshToken = 5,
  IdToken = 6,
  TokenTypeBearer = 7,
  TokenTypeDpop = 8,
  DpopProof = 9,
  RepeatedParameter = 10,
  QueryParameters = 11,
  RequestCut = 12,
  ResponseCut = 13,
  RetryAfter = 14,
  Iss = 15,
}

export enum RecordKey {
  Unspecified = 0,
  Code = 1,
  State = 2,
  Pkce = 3,
  RefreshTokenPresented = 4,
  RefreshTokenIssued = 5,
  RequestUri = 6,
  DeviceCode = 7,
  AuthReqId = 8,
  ClientId = 9,
  RequestId = 10,
}
