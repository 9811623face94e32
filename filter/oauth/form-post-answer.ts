// The authorization answer in a form_post page.

import { Endpoint, RecordFlag } from "../record/gen/words";
import { readMember } from "./answer";
import { authorizationAnswerMembers, Member, memberBit, memberOf } from "./answer-member";
import { BodyFormat, Exchange, Fact, clearFact, formPostScanner, hasFact, setFact } from "./exchange-state";
import { formPostFeed, formPostName, formPostNext, formPostValue } from "./form-post";
import { carriesAnswer, isAnswersError } from "./location";
import { answersAuthorization } from "./response-headers";

/** Flags that the members of an authorization answer set. */
const ANSWER_FLAGS: u32 =
  ((<u32>1) << (RecordFlag.ExpiresIn - 1)) |
  ((<u32>1) << (RecordFlag.AccessToken - 1)) |
  ((<u32>1) << (RecordFlag.IdToken - 1)) |
  ((<u32>1) << (RecordFlag.TokenTypeBearer - 1)) |
  ((<u32>1) << (RecordFlag.TokenTypeDpop - 1)) |
  ((<u32>1) << (RecordFlag.Iss - 1));

/** Reads a part of a page. */
export function readFormPost(x: Exchange, at: usize, size: u32): void {
  const scanner = formPostScanner(x);
  formPostFeed(scanner, at, size);
  // Each step reads at least a byte of the part.
  while (formPostNext(scanner)) {
    const member = <u8>memberOf(formPostName(scanner), scanner.nameSize);
    const bit = memberBit(member);
    if (member === Member.Request) {
      forgetPage(x);
      return;
    }
    if ((authorizationAnswerMembers() & ~x.answered & bit) === 0) continue;
    readMember(x, member, formPostValue(scanner));
    if (carriesAnswer(x.answered)) setFact(x, Fact.AnswerInPage);
  }
}

/**
 * Settles what a page was, once nothing more of it comes: what it posts is the authorization endpoint's answer, also from
 * a log-in page, and when that is none, nothing of the page counts.
 */
export function endFormPost(x: Exchange): void {
  if (!hasFact(x, Fact.ResponseHtml) || !answersAuthorization(x.record.endpoint)) return;
  if (hasFact(x, Fact.AnswerInQuery) || hasFact(x, Fact.AnswerInFragment)) return;
  if (isAnswer(x)) x.record.endpoint = Endpoint.Authorization;
  else forgetPage(x);
}

function isAnswer(x: Exchange): bool {
  if (!hasFact(x, Fact.AnswerInPage)) return false;
  if (x.record.endpoint === Endpoint.Authorization) return true;
  return carriesAnswer(x.answered & ~memberBit(Member.Error)) || isAnswersError(x.answered);
}

/** The page posts something else, such as a request to another server: what it had in common with an answer is no one's. */
function forgetPage(x: Exchange): void {
  x.format = BodyFormat.None;
  x.answered = 0;
  x.found = 0;
  x.record.flags &= ~ANSWER_FLAGS;
  x.record.keyCount = x.requestKeys;
  clearFact(x, Fact.AnswerInPage);
}
