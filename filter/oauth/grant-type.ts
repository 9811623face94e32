// The grant types on the wire. What is not here is `other`.

import { GrantType } from "../record/gen/words";
import { equalsAscii, startsWithAscii } from "../text/ascii";

/**
 * Grant type named by a decoded `grant_type`; exact bytes, since RFC 6749 §1.9 makes values case sensitive.
 * Empty is None: RFC 6749 §3.1 has a parameter without a value count as absent.
 */
export function grantTypeOf(at: usize, size: u32): GrantType {
  switch (size) {
    case 0:
      return GrantType.None;
    case 8:
      return equalsAscii(at, size, "password") ? GrantType.Password : vendorGrantTypeOf(at, size);
    case 11:
      // Entra's first version and its libraries, before RFC 8628 had a URN.
      return equalsAscii(at, size, "device_code") ? GrantType.DeviceCode : GrantType.Other;
    case 13:
      return equalsAscii(at, size, "refresh_token") ? GrantType.RefreshToken : GrantType.Other;
    case 18:
      if (equalsAscii(at, size, "authorization_code")) return GrantType.AuthorizationCode;
      if (equalsAscii(at, size, "client_credentials")) return GrantType.ClientCredentials;
      return vendorGrantTypeOf(at, size);
    default:
      break;
  }
  if (startsWithAscii(at, size, "urn:")) return registeredGrantTypeOf(at, size);
  // ForgeRock's, before RFC 8628.
  if (equalsAscii(at, size, "http://oauth.net/grant_type/device/1.0")) return GrantType.DeviceCode;
  return vendorGrantTypeOf(at, size);
}

// Sources: RFC 8628 §3.4, RFC 7523 §2.1, RFC 7522 §2.1, RFC 8693 §2.1, OpenID CIBA Core §10.1, UMA 2.0 Grant §3.3.1,
// OpenID4VCI §6.1; the SAML 1.1 one is Entra's and AD FS's.
function registeredGrantTypeOf(at: usize, size: u32): GrantType {
  if (equalsAscii(at, size, "urn:ietf:params:oauth:grant-type:device_code")) return GrantType.DeviceCode;
  if (equalsAscii(at, size, "urn:ietf:params:oauth:grant-type:jwt-bearer")) return GrantType.JwtBearer;
  if (equalsAscii(at, size, "urn:ietf:params:oauth:grant-type:saml2-bearer")) return GrantType.Saml2Bearer;
  if (equalsAscii(at, size, "urn:ietf:params:oauth:grant-type:saml1_1-bearer")) return GrantType.Saml2Bearer;
  if (equalsAscii(at, size, "urn:ietf:params:oauth:grant-type:token-exchange")) return GrantType.TokenExchange;
  if (equalsAscii(at, size, "urn:openid:params:grant-type:ciba")) return GrantType.Ciba;
  if (equalsAscii(at, size, "urn:ietf:params:oauth:grant-type:uma-ticket")) return GrantType.UmaTicket;
  if (equalsAscii(at, size, "urn:ietf:params:oauth:grant-type:pre-authorized_code")) return GrantType.PreAuthorizedCode;
  if (startsWithAscii(at, size, "urn:auth0:params:oauth:grant-type:")) return GrantType.Vendor;
  if (startsWithAscii(at, size, "urn:okta:params:oauth:grant-type:")) return GrantType.Vendor;
  return GrantType.Other;
}

// Auth0; Okta; Meta; WSO2 (two); Entra.
function vendorGrantTypeOf(at: usize, size: u32): GrantType {
  if (startsWithAscii(at, size, "http://auth0.com/oauth/grant-type/")) return GrantType.Vendor;
  if (equalsAscii(at, size, "interaction_code")) return GrantType.Vendor;
  if (equalsAscii(at, size, "fb_exchange_token")) return GrantType.Vendor;
  if (equalsAscii(at, size, "kerberos")) return GrantType.Vendor;
  if (equalsAscii(at, size, "iwa:ntlm")) return GrantType.Vendor;
  if (equalsAscii(at, size, "user_fic")) return GrantType.Vendor;
  return GrantType.Other;
}
