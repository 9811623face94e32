// How an exchange ended: the OAuth error first, the status second.

import {
  Endpoint,
  ErrorCode,
  Outcome,
  RateLimitKind,
  RecordFlag,
  ResponseMode,
  UnclassifiedReason,
} from "../record/gen/words";
import { hasFlag, Record } from "../record/record";
import { Member, memberBit } from "./answer-member";
import { Exchange, Fact, hasFact } from "./exchange-state";
import { isRedirect } from "./response-headers";

const TOO_MANY_REQUESTS: u16 = 429;
const SERVICE_UNAVAILABLE: u16 = 503;
const NOT_MODIFIED: u16 = 304;

/** Decides outcome, error, rate limit and unclassified reason of an answer that came. */
export function judgeAnswer(x: Exchange): void {
  const record = x.record;
  const error = errorOfAnswer(x);
  if (hasFact(x, Fact.BodyHidden)) record.unclassified = UnclassifiedReason.EncodedBody;
  record.error = <u8>labelOfError(error, record.status);
  record.rateLimit = <u8>rateLimitOf(record, error);
  const outcome = error === ErrorCode.None ? Outcome.Unspecified : outcomeOfError(error, record.status);
  if (outcome === Outcome.Continue) record.outcome = Outcome.Continue;
  else if (record.status === TOO_MANY_REQUESTS) record.outcome = Outcome.Throttled;
  else if (outcome !== Outcome.Unspecified) record.outcome = <u8>outcome;
  else judgeStatus(x);
}

// RFC 7009 §2.2: a token that is not known is as good as revoked, whatever the body says.
function errorOfAnswer(x: Exchange): ErrorCode {
  const record = x.record;
  if (record.endpoint === Endpoint.Revocation && record.status < 300) return ErrorCode.None;
  if (x.found > ErrorCode.None) return <ErrorCode>x.found;
  return record.status >= 400 && x.refused > ErrorCode.None ? <ErrorCode>x.refused : ErrorCode.None;
}

function labelOfError(error: ErrorCode, status: u16): ErrorCode {
  if (error !== ErrorCode.None) return error;
  if (status >= 500) return ErrorCode.Http5xx;
  return status >= 400 ? ErrorCode.Http4xx : ErrorCode.None;
}

/** What an OAuth error comes to. One that is not registered is judged by its status. */
export function outcomeOfError(error: ErrorCode, status: u16): Outcome {
  switch (error) {
    // The client or the user is to do something and come again (RFC 8628 §3.5, RFC 9449 §8, RFC 9470 §3, OpenID Connect
    // Core §3.1.2.6, the attestation draft).
    case ErrorCode.AuthorizationPending:
    case ErrorCode.SlowDown:
    case ErrorCode.UseDpopNonce:
    case ErrorCode.UseAttestationChallenge:
    case ErrorCode.UseFreshAttestation:
    case ErrorCode.LoginRequired:
    case ErrorCode.InteractionRequired:
    case ErrorCode.ConsentRequired:
    case ErrorCode.AccountSelectionRequired:
    case ErrorCode.MfaRequired:
    case ErrorCode.InsufficientUserAuthentication:
      return Outcome.Continue;
    // A person said no, or nothing in time.
    case ErrorCode.AccessDenied:
    case ErrorCode.ExpiredToken:
    case ErrorCode.TransactionFailed:
      return Outcome.Denied;
    case ErrorCode.ServerError:
    case ErrorCode.TemporarilyUnavailable:
      return Outcome.ServerError;
    case ErrorCode.Other:
      return status >= 500 ? Outcome.ServerError : Outcome.ClientError;
    default:
      return Outcome.ClientError;
  }
}

function rateLimitOf(record: Record, error: ErrorCode): RateLimitKind {
  if (error === ErrorCode.SlowDown) return RateLimitKind.SlowDown;
  if (record.status === TOO_MANY_REQUESTS) return RateLimitKind.Http429;
  const saysWhen = record.status === SERVICE_UNAVAILABLE && hasFlag(record, RecordFlag.RetryAfter);
  return saysWhen ? RateLimitKind.Http503RetryAfter : RateLimitKind.Unspecified;
}

function judgeStatus(x: Exchange): void {
  const record = x.record;
  const status = record.status;
  if (status < 200 || status >= 600) leaveOpen(record, UnclassifiedReason.UnexpectedStatus);
  else if (status >= 500) record.outcome = Outcome.ServerError;
  else if (status >= 400) record.outcome = Outcome.ClientError;
  else if (record.endpoint === Endpoint.Authorization) judgeAuthorization(x);
  else if (isRedirect(status)) judgeRedirect(record);
  else judgeSuccess(x);
}

function judgeAuthorization(x: Exchange): void {
  const record = x.record;
  const isAnswered =
    hasFact(x, Fact.AnswerInQuery) || hasFact(x, Fact.AnswerInFragment) || hasFact(x, Fact.AnswerInPage);
  if (isAnswered) {
    if ((x.answered & memberBit(Member.Response)) !== 0) leaveOpen(record, UnclassifiedReason.Jarm);
    else record.outcome = Outcome.Success;
  } else if (isRedirect(record.status) || !isPageTheAnswer(record.responseMode)) {
    record.outcome = Outcome.Continue;
    record.unclassified = UnclassifiedReason.Unspecified;
  } else if (hasFact(x, Fact.BodyHidden)) leaveOpen(record, UnclassifiedReason.EncodedBody);
  else if (record.responseMode === ResponseMode.WebMessage || hasFlag(record, RecordFlag.ResponseCut)) {
    leaveOpen(record, UnclassifiedReason.UnreadableBody);
  } else record.outcome = Outcome.Continue;
}

// In these modes a page may be the answer as well as a log-in form.
function isPageTheAnswer(mode: u8): bool {
  return mode === ResponseMode.FormPost || mode === ResponseMode.WebMessage;
}

function judgeRedirect(record: Record): void {
  switch (record.endpoint) {
    case Endpoint.Login:
    case Endpoint.Interaction:
      record.outcome = Outcome.Continue;
      return;
    case Endpoint.Logout:
      record.outcome = Outcome.Success;
      return;
    case Endpoint.Jwks:
    case Endpoint.Discovery:
      // A client that follows finds the document elsewhere; one that has it already is told so.
      record.outcome = record.status === NOT_MODIFIED ? Outcome.Success : Outcome.Continue;
      return;
    default:
      leaveOpen(record, UnclassifiedReason.UnexpectedRedirect);
  }
}

function judgeSuccess(x: Exchange): void {
  const record = x.record;
  switch (record.endpoint) {
    case Endpoint.Login:
    case Endpoint.Interaction:
      record.outcome = Outcome.Continue;
      return;
    case Endpoint.Token:
      judgeContent(x, memberBit(Member.AccessToken) | memberBit(Member.IdToken));
      return;
    case Endpoint.Par:
      judgeContent(x, memberBit(Member.RequestUri));
      return;
    case Endpoint.DeviceAuthorization:
      judgeContent(x, memberBit(Member.DeviceCode));
      return;
    case Endpoint.Ciba:
      judgeContent(x, memberBit(Member.AuthReqId));
      return;
    default:
      record.outcome = Outcome.Success;
  }
}

/** A 2xx answer succeeds when it carries what the endpoint gives; `granted` are the members that do. */
function judgeContent(x: Exchange, granted: u32): void {
  const record = x.record;
  if ((x.answered & granted) !== 0) record.outcome = Outcome.Success;
  else if (hasFact(x, Fact.BodyHidden)) {
    if (hasFact(x, Fact.ErrorsWith2xx)) leaveOpen(record, UnclassifiedReason.EncodedBody);
    else record.outcome = Outcome.Success;
  } else if (record.endpoint === Endpoint.Token && hasFact(x, Fact.ResponseReadable)) {
    leaveOpen(record, UnclassifiedReason.NoToken);
  } else leaveOpen(record, UnclassifiedReason.UnreadableBody);
}

function leaveOpen(record: Record, reason: UnclassifiedReason): void {
  record.outcome = Outcome.Unclassified;
  record.unclassified = <u8>reason;
}
