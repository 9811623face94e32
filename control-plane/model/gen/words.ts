// Generated from proto/oauthflow/v1/record.proto by `npm run generate`. Do not edit.

/** Label value by wire number; [0] is "not set". */
export const KEY_CLASS_LABELS = [
  "",
  "flow",
  "refresh",
  "pseudonym",
] as const;

/** Wire number by word. */
export const KeyClass = {
  Unspecified: 0,
  Flow: 1,
  Refresh: 2,
  Pseudonym: 3,
} as const;

/** Label value by wire number; [0] is "not set". */
export const VANTAGE_LABELS = [
  "",
  "server",
  "client",
  "gateway",
] as const;

/** Wire number by word. */
export const Vantage = {
  Unspecified: 0,
  Server: 1,
  Client: 2,
  Gateway: 3,
} as const;

/** Label value by wire number; [0] is "not set". */
export const ENDPOINT_LABELS = [
  "",
  "authorization",
  "token",
  "par",
  "device_authorization",
  "ciba",
  "introspection",
  "revocation",
  "userinfo",
  "jwks",
  "discovery",
  "logout",
  "registration",
  "login",
  "interaction",
  "resource",
] as const;

/** Wire number by word. */
export const Endpoint = {
  Unspecified: 0,
  Authorization: 1,
  Token: 2,
  Par: 3,
  DeviceAuthorization: 4,
  Ciba: 5,
  Introspection: 6,
  Revocation: 7,
  Userinfo: 8,
  Jwks: 9,
  Discovery: 10,
  Logout: 11,
  Registration: 12,
  Login: 13,
  Interaction: 14,
  Resource: 15,
} as const;

/** Label value by wire number; [0] is "not set". */
export const GRANT_TYPE_LABELS = [
  "",
  "authorization_code",
  "refresh_token",
  "client_credentials",
  "password",
  "device_code",
  "jwt_bearer",
  "saml2_bearer",
  "token_exchange",
  "ciba",
  "uma_ticket",
  "pre_authorized_code",
  "vendor",
  "implicit",
  "none",
  "other",
  "unknown",
] as const;

/** Wire number by word. */
export const GrantType = {
  Unspecified: 0,
  AuthorizationCode: 1,
  RefreshToken: 2,
  ClientCredentials: 3,
  Password: 4,
  DeviceCode: 5,
  JwtBearer: 6,
  Saml2Bearer: 7,
  TokenExchange: 8,
  Ciba: 9,
  UmaTicket: 10,
  PreAuthorizedCode: 11,
  Vendor: 12,
  Implicit: 13,
  None: 14,
  Other: 15,
  Unknown: 16,
} as const;

/** Label value by wire number; [0] is "not set". */
export const OUTCOME_LABELS = [
  "",
  "success",
  "continue",
  "denied",
  "client_error",
  "throttled",
  "server_error",
  "aborted",
  "unclassified",
] as const;

/** Wire number by word. */
export const Outcome = {
  Unspecified: 0,
  Success: 1,
  Continue: 2,
  Denied: 3,
  ClientError: 4,
  Throttled: 5,
  ServerError: 6,
  Aborted: 7,
  Unclassified: 8,
} as const;

/** Label value by wire number; [0] is "not set". */
export const ERROR_CODE_LABELS = [
  "",
  "none",
  "other",
  "http_4xx",
  "http_5xx",
  "upstream_timeout",
  "upstream_reset",
  "upstream_unavailable",
  "denied_by_proxy",
  "rate_limited_by_proxy",
  "client_gone",
  "invalid_request",
  "invalid_client",
  "invalid_grant",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_scope",
  "access_denied",
  "unsupported_response_type",
  "server_error",
  "temporarily_unavailable",
  "invalid_token",
  "insufficient_scope",
  "unsupported_token_type",
  "authorization_pending",
  "slow_down",
  "expired_token",
  "invalid_target",
  "invalid_request_uri",
  "invalid_request_object",
  "request_not_supported",
  "request_uri_not_supported",
  "registration_not_supported",
  "interaction_required",
  "login_required",
  "account_selection_required",
  "consent_required",
  "unmet_authentication_requirements",
  "invalid_authorization_details",
  "invalid_dpop_proof",
  "use_dpop_nonce",
  "insufficient_user_authentication",
  "invalid_redirect_uri",
  "invalid_client_metadata",
  "invalid_software_statement",
  "unapproved_software_statement",
  "transaction_failed",
  "unknown_user_id",
  "expired_login_hint_token",
  "missing_user_code",
  "invalid_user_code",
  "invalid_binding_message",
  "use_attestation_challenge",
  "use_fresh_attestation",
  "invalid_client_attestation",
  "mfa_required",
  "unsupported_response_mode",
] as const;

/** Wire number by word. */
export const ErrorCode = {
  Unspecified: 0,
  None: 1,
  Other: 2,
  Http4xx: 3,
  Http5xx: 4,
  UpstreamTimeout: 5,
  UpstreamReset: 6,
  UpstreamUnavailable: 7,
  DeniedByProxy: 8,
  RateLimitedByProxy: 9,
  ClientGone: 10,
  InvalidRequest: 11,
  InvalidClient: 12,
  InvalidGrant: 13,
  UnauthorizedClient: 14,
  UnsupportedGrantType: 15,
  InvalidScope: 16,
  AccessDenied: 17,
  UnsupportedResponseType: 18,
  ServerError: 19,
  TemporarilyUnavailable: 20,
  InvalidToken: 21,
  InsufficientScope: 22,
  UnsupportedTokenType: 23,
  AuthorizationPending: 24,
  SlowDown: 25,
  ExpiredToken: 26,
  InvalidTarget: 27,
  InvalidRequestUri: 28,
  InvalidRequestObject: 29,
  RequestNotSupported: 30,
  RequestUriNotSupported: 31,
  RegistrationNotSupported: 32,
  InteractionRequired: 33,
  LoginRequired: 34,
  AccountSelectionRequired: 35,
  ConsentRequired: 36,
  UnmetAuthenticationRequirements: 37,
  InvalidAuthorizationDetails: 38,
  InvalidDpopProof: 39,
  UseDpopNonce: 40,
  InsufficientUserAuthentication: 41,
  InvalidRedirectUri: 42,
  InvalidClientMetadata: 43,
  InvalidSoftwareStatement: 44,
  UnapprovedSoftwareStatement: 45,
  TransactionFailed: 46,
  UnknownUserId: 47,
  ExpiredLoginHintToken: 48,
  MissingUserCode: 49,
  InvalidUserCode: 50,
  InvalidBindingMessage: 51,
  UseAttestationChallenge: 52,
  UseFreshAttestation: 53,
  InvalidClientAttestation: 54,
  MfaRequired: 55,
  UnsupportedResponseMode: 56,
} as const;

/** Label value by wire number; [0] is "not set". */
export const AUTH_METHOD_LABELS = [
  "",
  "client_secret_basic",
  "client_secret_post",
  "client_secret_jwt",
  "private_key_jwt",
  "saml2_bearer",
  "attest_jwt_client_auth",
  "tls_client_auth",
  "none",
  "none_pkce",
  "multiple",
  "client_auth_probe",
  "unknown",
] as const;

/** Wire number by word. */
export const AuthMethod = {
  Unspecified: 0,
  ClientSecretBasic: 1,
  ClientSecretPost: 2,
  ClientSecretJwt: 3,
  PrivateKeyJwt: 4,
  Saml2Bearer: 5,
  AttestJwtClientAuth: 6,
  TlsClientAuth: 7,
  None: 8,
  NonePkce: 9,
  Multiple: 10,
  ClientAuthProbe: 11,
  Unknown: 12,
} as const;

/** Label value by wire number; [0] is "not set". */
export const RESPONSE_TYPE_LABELS = [
  "",
  "code",
  "token",
  "id_token",
  "code_id_token",
  "code_token",
  "id_token_token",
  "code_id_token_token",
  "none",
  "other",
  "unknown",
] as const;

/** Wire number by word. */
export const ResponseType = {
  Unspecified: 0,
  Code: 1,
  Token: 2,
  IdToken: 3,
  CodeIdToken: 4,
  CodeToken: 5,
  IdTokenToken: 6,
  CodeIdTokenToken: 7,
  None: 8,
  Other: 9,
  Unknown: 10,
} as const;

/** Label value by wire number; [0] is "not set". */
export const RESPONSE_MODE_LABELS = [
  "",
  "query",
  "fragment",
  "form_post",
  "web_message",
  "jwt",
  "other",
  "unknown",
] as const;

/** Wire number by word. */
export const ResponseMode = {
  Unspecified: 0,
  Query: 1,
  Fragment: 2,
  FormPost: 3,
  WebMessage: 4,
  Jwt: 5,
  Other: 6,
  Unknown: 7,
} as const;

/** Label value by wire number; [0] is "not set". */
export const PKCE_LABELS = [
  "",
  "S256",
  "plain",
  "none",
  "hidden",
] as const;

/** Wire number by word. */
export const Pkce = {
  Unspecified: 0,
  S256: 1,
  Plain: 2,
  None: 3,
  Hidden: 4,
} as const;

/** Label value by wire number; [0] is "not set". */
export const VIA_LABELS = [
  "",
  "query",
  "par",
  "jar",
  "unknown",
] as const;

/** Wire number by word. */
export const Via = {
  Unspecified: 0,
  Query: 1,
  Par: 2,
  Jar: 3,
  Unknown: 4,
} as const;

/** Label value by wire number; [0] is "not set". */
export const RATE_LIMIT_KIND_LABELS = [
  "",
  "http_429",
  "http_503_retry_after",
  "slow_down",
  "vendor",
  "proxy",
] as const;

/** Wire number by word. */
export const RateLimitKind = {
  Unspecified: 0,
  Http429: 1,
  Http503RetryAfter: 2,
  SlowDown: 3,
  Vendor: 4,
  Proxy: 5,
} as const;

/** Label value by wire number; [0] is "not set". */
export const UNCLASSIFIED_REASON_LABELS = [
  "",
  "encoded_body",
  "no_token",
  "jarm",
  "unexpected_redirect",
  "unreadable_body",
  "unexpected_status",
] as const;

/** Wire number by word. */
export const UnclassifiedReason = {
  Unspecified: 0,
  EncodedBody: 1,
  NoToken: 2,
  Jarm: 3,
  UnexpectedRedirect: 4,
  UnreadableBody: 5,
  UnexpectedStatus: 6,
} as const;

/** Label value by wire number; [0] is "not set". */
export const FILTER_DROP_REASON_LABELS = [
  "",
  "ring_full",
  "exchange_table_full",
  "no_vantage",
  "paused",
  "sampled",
] as const;

/** Wire number by word. */
export const FilterDropReason = {
  Unspecified: 0,
  RingFull: 1,
  ExchangeTableFull: 2,
  NoVantage: 3,
  Paused: 4,
  Sampled: 5,
} as const;

/** Label value by wire number; [0] is "not set". */
export const RECORD_FLAG_LABELS = [
  "",
  "proxy_answer",
  "retried",
  "expires_in",
  "access_token",
  "refresh_token",
  "id_token",
  "token_type_bearer",
  "token_type_dpop",
  "dpop_proof",
  "repeated_parameter",
  "query_parameters",
  "request_cut",
  "response_cut",
  "retry_after",
  "iss",
] as const;

/** Wire number by word. */
export const RecordFlag = {
  Unspecified: 0,
  ProxyAnswer: 1,
  Retried: 2,
  ExpiresIn: 3,
  AccessToken: 4,
  RefreshToken: 5,
  IdToken: 6,
  TokenTypeBearer: 7,
  TokenTypeDpop: 8,
  DpopProof: 9,
  RepeatedParameter: 10,
  QueryParameters: 11,
  RequestCut: 12,
  ResponseCut: 13,
  RetryAfter: 14,
  Iss: 15,
} as const;

/** Label value by wire number; [0] is "not set". */
export const RECORD_KEY_LABELS = [
  "",
  "code",
  "state",
  "pkce",
  "refresh_token_presented",
  "refresh_token_issued",
  "request_uri",
  "device_code",
  "auth_req_id",
  "client_id",
  "request_id",
] as const;

/** Wire number by word. */
export const RecordKey = {
  Unspecified: 0,
  Code: 1,
  State: 2,
  Pkce: 3,
  RefreshTokenPresented: 4,
  RefreshTokenIssued: 5,
  RequestUri: 6,
  DeviceCode: 7,
  AuthReqId: 8,
  ClientId: 9,
  RequestId: 10,
} as const;
