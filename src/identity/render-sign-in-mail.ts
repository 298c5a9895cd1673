import type { MailContent } from "../notifications/mail.ts";
import { renderMailContent } from "../notifications/render-mail.ts";
import { fill } from "../wording/fill.ts";
import { directionOf, type Language } from "../wording/language.ts";
import { mailWordsIn } from "../wording/mail-words.ts";

export function renderSignInMail(
  link: string,
  minutes: number,
  language: Language = "en",
): Omit<MailContent, "messageId"> {
  const { moreOnPage, signIn } = mailWordsIn(language);
  const page = {
    language,
    preheader: signIn.lead,
    occasion: "Countersign",
    title: signIn.subject,
    lead: [signIn.lead],
    actions: [{ label: signIn.button, url: link }],
    parts: [],
    footer: [fill(signIn.rule, { minutes }, directionOf(language)), signIn.otherwise],
  };
  return renderMailContent(page, { subject: signIn.subject, moreOnPage });
}
