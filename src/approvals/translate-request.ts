// A request's own texts in its reader's language, as far as its author has given them. What is decided and
// recorded are ids, whatever they are called.

import type { Language } from "../wording/language.ts";
import { pageWordsIn } from "../wording/page-words.ts";
import { DEFAULT_CHOICES } from "./document/default-choices.ts";
import type { ApprovalRequest, Choice } from "./document.ts";

export function translateRequest(request: ApprovalRequest, language: Language): ApprovalRequest {
  const given = request.translations?.[language];
  const choices = request.choices.map((choice) => ({
    ...choice,
    label: given?.choices?.[choice.id] ?? defaultLabel(choice, language) ?? choice.label,
  }));
  const { title = request.title, summary = request.summary } = given ?? {};
  return { ...request, title, choices, ...(summary !== undefined && { summary }) };
}

/** Where the author has named no choices, they are named by the reader's language. */
function defaultLabel({ id, label }: Choice, language: Language): string | undefined {
  const isDefault = DEFAULT_CHOICES.some((choice) => choice.id === id && choice.label === label);
  if (!isDefault) return undefined;
  const { approve, decline } = pageWordsIn(language).decide;
  return id === "approve" ? approve : decline;
}
