// The part of a page in which a person decides. Nothing is chosen beforehand and there is one button, so
// that a program that follows links, presses buttons or submits forms as they stand decides nothing.

import { choiceInLink } from "../../approvals/link.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import { isolate, type Reader } from "./reader.ts";

export interface DecisionForm {
  readonly question: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  /** The choice that the link stood for: pointed out, never made. */
  readonly followedChoice?: string | undefined;
  /** What was sent before and had a problem. */
  readonly problem?: Fragment;
  readonly chosen?: string | undefined;
  readonly comment?: string | undefined;
  /** What else is to be filled in. */
  readonly fields?: Fragment;
  /** Absent where no comment is asked for. */
  readonly commentLabel?: Fragment;
  /** Whether the code in the mail has to be typed. */
  readonly asksForCode?: boolean;
  readonly button: string;
  readonly fieldName: string;
  readonly hidden?: Readonly<Record<string, string>>;
}

/** Invisible to people: what fills it in is a program. */
export const HONEYPOT_FIELD = "website";

/** The fragment brings whoever left something out back to the form instead of the top of the page. */
export function renderDecisionForm(form: DecisionForm, reader: Reader): Html {
  return html`<form id="decide" method="post" action="#decide" autocomplete="off">
${renderProblem(form.problem)}
<fieldset class="choices">
<legend>${form.question}</legend>
${form.choices.map((choice, index) => renderChoice(form, choice, index + 1, reader))}</fieldset>
${form.fields}
${form.commentLabel !== undefined && renderComment(form.commentLabel, form.comment)}
${form.asksForCode && renderCode(reader)}
${Object.entries(form.hidden ?? {}).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${renderHoneypot(reader)}
<button class="full" type="submit">${form.button}</button>
</form>`;
}

/** What was wrong with what was sent. */
export function renderProblem(problem: Fragment): Fragment {
  return (
    problem !== undefined && html`<div class="notice bad" role="alert"><p>${problem}</p></div>`
  );
}

/** @param id must be the only one on the page */
export function renderCode({ words }: Reader, id = "code"): Html {
  return html`<label class="block" for="${id}">${words.decide.code}</label>
<input id="${id}" name="code" type="text" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" maxlength="20" required>`;
}

export function renderHoneypot({ words }: Reader): Html {
  return html`<p class="away" aria-hidden="true"><label>${words.frame.leaveEmpty} <input type="text" name="${HONEYPOT_FIELD}" tabindex="-1" autocomplete="off"></label></p>`;
}

function renderChoice(
  { chosen, fieldName, followedChoice }: DecisionForm,
  { id, label }: DecisionForm["choices"][number],
  place: number,
  { words }: Reader,
): Html {
  const isFollowed = followedChoice === choiceInLink(id, place);
  return html`<label class="${isFollowed ? "choice followed" : "choice"}">
<input type="radio" name="${fieldName}" value="${id}" required${chosen === id && CHECKED}>
<span>${isolate(label)}</span>${isFollowed && html`<span class="tag">${words.decide.followed}</span>`}
</label>
`;
}

const CHECKED = html` checked`;

function renderComment(label: Fragment, comment = ""): Html {
  return html`<label class="block" for="comment">${label}</label>
<textarea id="comment" name="comment" maxlength="4000" rows="3" dir="auto">${comment}</textarea>`;
}
