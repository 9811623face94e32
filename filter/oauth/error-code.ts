// The error codes that are registered, by their words. What is not here is `other`.

import { ErrorCode } from "../record/gen/words";
import { equalsAscii } from "../text/ascii";

/**
 * Code of a decoded `error`; exact bytes. Other for a word that is not registered, None for an empty one.
 * Sources: the IANA registry “OAuth Extensions Error”, and the documents named in record.proto.
 */
export function errorCodeOf(at: usize, size: u32): ErrorCode {
  switch (size) {
    case 0:
      return ErrorCode.None;
    case 9:
      if (equalsAscii(at, size, "slow_down")) return ErrorCode.SlowDown;
      break;
    case 12:
      if (equalsAscii(at, size, "server_error")) return ErrorCode.ServerError;
      if (equalsAscii(at, size, "mfa_required")) return ErrorCode.MfaRequired;
      break;
    case 13:
      if (equalsAscii(at, size, "invalid_grant")) return ErrorCode.InvalidGrant;
      if (equalsAscii(at, size, "invalid_scope")) return ErrorCode.InvalidScope;
      if (equalsAscii(at, size, "access_denied")) return ErrorCode.AccessDenied;
      if (equalsAscii(at, size, "invalid_token")) return ErrorCode.InvalidToken;
      if (equalsAscii(at, size, "expired_token")) return ErrorCode.ExpiredToken;
      break;
    case 14:
      if (equalsAscii(at, size, "invalid_client")) return ErrorCode.InvalidClient;
      if (equalsAscii(at, size, "invalid_target")) return ErrorCode.InvalidTarget;
      if (equalsAscii(at, size, "login_required")) return ErrorCode.LoginRequired;
      if (equalsAscii(at, size, "use_dpop_nonce")) return ErrorCode.UseDpopNonce;
      break;
    case 15:
      if (equalsAscii(at, size, "invalid_request")) return ErrorCode.InvalidRequest;
      if (equalsAscii(at, size, "unknown_user_id")) return ErrorCode.UnknownUserId;
      break;
    case 16:
      if (equalsAscii(at, size, "consent_required")) return ErrorCode.ConsentRequired;
      break;
    case 17:
      if (equalsAscii(at, size, "missing_user_code")) return ErrorCode.MissingUserCode;
      if (equalsAscii(at, size, "invalid_user_code")) return ErrorCode.InvalidUserCode;
      break;
    case 18:
      if (equalsAscii(at, size, "insufficient_scope")) return ErrorCode.InsufficientScope;
      if (equalsAscii(at, size, "invalid_dpop_proof")) return ErrorCode.InvalidDpopProof;
      if (equalsAscii(at, size, "transaction_failed")) return ErrorCode.TransactionFailed;
      break;
    case 19:
      if (equalsAscii(at, size, "unauthorized_client")) return ErrorCode.UnauthorizedClient;
      if (equalsAscii(at, size, "invalid_request_uri")) return ErrorCode.InvalidRequestUri;
      break;
    case 20:
      if (equalsAscii(at, size, "interaction_required")) return ErrorCode.InteractionRequired;
      if (equalsAscii(at, size, "invalid_redirect_uri")) return ErrorCode.InvalidRedirectUri;
      break;
    case 21:
      if (equalsAscii(at, size, "authorization_pending")) return ErrorCode.AuthorizationPending;
      if (equalsAscii(at, size, "request_not_supported")) return ErrorCode.RequestNotSupported;
      if (equalsAscii(at, size, "use_fresh_attestation")) return ErrorCode.UseFreshAttestation;
      break;
    case 22:
      if (equalsAscii(at, size, "unsupported_grant_type")) return ErrorCode.UnsupportedGrantType;
      if (equalsAscii(at, size, "unsupported_token_type")) return ErrorCode.UnsupportedTokenType;
      if (equalsAscii(at, size, "invalid_request_object")) return ErrorCode.InvalidRequestObject;
      break;
    case 23:
      if (equalsAscii(at, size, "temporarily_unavailable")) return ErrorCode.TemporarilyUnavailable;
      if (equalsAscii(at, size, "invalid_client_metadata")) return ErrorCode.InvalidClientMetadata;
      if (equalsAscii(at, size, "invalid_binding_message")) return ErrorCode.InvalidBindingMessage;
      break;
    case 24:
      if (equalsAscii(at, size, "expired_login_hint_token")) return ErrorCode.ExpiredLoginHintToken;
      break;
    case 25:
      if (equalsAscii(at, size, "unsupported_response_type")) return ErrorCode.UnsupportedResponseType;
      if (equalsAscii(at, size, "request_uri_not_supported")) return ErrorCode.RequestUriNotSupported;
      if (equalsAscii(at, size, "use_attestation_challenge")) return ErrorCode.UseAttestationChallenge;
      if (equalsAscii(at, size, "unsupported_response_mode")) return ErrorCode.UnsupportedResponseMode;
      break;
    case 26:
      if (equalsAscii(at, size, "registration_not_supported")) return ErrorCode.RegistrationNotSupported;
      if (equalsAscii(at, size, "account_selection_required")) return ErrorCode.AccountSelectionRequired;
      if (equalsAscii(at, size, "invalid_software_statement")) return ErrorCode.InvalidSoftwareStatement;
      if (equalsAscii(at, size, "invalid_client_attestation")) return ErrorCode.InvalidClientAttestation;
      break;
    case 29:
      if (equalsAscii(at, size, "invalid_authorization_details")) return ErrorCode.InvalidAuthorizationDetails;
      if (equalsAscii(at, size, "unapproved_software_statement")) return ErrorCode.UnapprovedSoftwareStatement;
      break;
    case 32:
      if (equalsAscii(at, size, "insufficient_user_authentication")) return ErrorCode.InsufficientUserAuthentication;
      break;
    case 33:
      if (equalsAscii(at, size, "unmet_authentication_requirements")) return ErrorCode.UnmetAuthenticationRequirements;
      break;
    default:
      break;
  }
  return ErrorCode.Other;
}
