// The part of a page in which a person decides. Nothing is chosen beforehand and there is one button, so
// that a program that follows links, presses buttons or submits forms as they stand decides nothing.

import { type Fragment, type Html, html } from "../../base/html.ts";

export interface DecisionForm {
  readonly question: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  /** The choice that the link stood for: pointed out, never made. */
  readonly followedChoice?: string | undefined;
  /** What was sent before and had a problem. */
  readonly problem?: string | undefined;
  readonly chosen?: string | undefined;
  readonly comment?: string | undefined;
  /** What else is to be filled in. */
  readonly fields?: Fragment;
  /** Absent where no comment is asked for. */
  readonly commentLabel?: string;
  /** Whether the code in the mail has to be typed. */
  readonly asksForCode?: boolean;
  readonly button: string;
  readonly fieldName: string;
  readonly hidden?: Readonly<Record<string, string>>;
}

/** Invisible to people: what fills it in is a program. */
export const HONEYPOT_FIELD = "website";

/** The fragment brings whoever left something out back to the form instead of the top of the page. */
export function renderDecisionForm(form: DecisionForm): Html {
  return html`<form id="decide" method="post" action="#decide" autocomplete="off">
${form.problem !== undefined && html`<div class="notice bad" role="alert"><p>${form.problem}</p></div>`}
<fieldset class="choices">
<legend>${form.question}</legend>
${form.choices.map((choice) => renderChoice(form, choice))}</fieldset>
${form.fields}
${form.commentLabel !== undefined && renderComment(form.commentLabel, form.comment)}
${form.asksForCode && CODE}
${Object.entries(form.hidden ?? {}).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<p class="away" aria-hidden="true"><label>Leave this empty <input type="text" name="${HONEYPOT_FIELD}" tabindex="-1" autocomplete="off"></label></p>
<button class="full" type="submit">${form.button}</button>
</form>`;
}

function renderChoice(
  { chosen, fieldName, followedChoice }: DecisionForm,
  { id, label }: DecisionForm["choices"][number],
): Html {
  const isFollowed = id === followedChoice;
  return html`<label class="${isFollowed ? "choice followed" : "choice"}">
<input type="radio" name="${fieldName}" value="${id}" required${chosen === id && CHECKED}>
<span>${label}</span>${isFollowed && html`<span class="tag">the link you followed</span>`}
</label>
`;
}

const CODE = html`<label class="block" for="code">The code in the mail</label>
<input id="code" name="code" type="text" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" maxlength="20" required>`;

const CHECKED = html` checked`;

function renderComment(label: string, comment = ""): Html {
  return html`<label class="block" for="comment">${label}</label>
<textarea id="comment" name="comment" maxlength="4000" rows="3">${comment}</textarea>`;
}
