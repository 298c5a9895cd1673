// What is answered to links that lead nowhere, to those who try many of them, and to forms that come from
// elsewhere.

import type { PageAnswer } from "./http/answers.ts";
import { renderMessagePage } from "./pages/message-page.ts";

export const UNKNOWN_LINK: PageAnswer = {
  status: 404,
  page: renderMessagePage(({ words }) => ({
    title: words.links.unknown,
    tone: "warn",
    lead: words.links.unknownLead,
  })),
};

export const TOO_MANY_MISSES: PageAnswer = {
  status: 429,
  page: renderMessagePage(({ words }) => ({
    title: words.links.tooMany,
    tone: "warn",
    lead: words.links.tooManyLead,
  })),
};

export const CROSS_SITE: PageAnswer = {
  status: 403,
  page: renderMessagePage(({ words }) => ({
    title: words.frame.notRecorded,
    tone: "warn",
    lead: words.links.otherSite,
  })),
};

/** For who is signed in: a form of another site, or of a session that is over. */
export const NOT_OWN_PAGE: PageAnswer = {
  status: 403,
  page: renderMessagePage(({ words }) => ({
    title: words.frame.notRecorded,
    tone: "warn",
    lead: words.signIn.notOwnPage,
  })),
};
