import { effectiveDetails } from "../../approvals/changed-values.ts";
import { isDecidedByOne } from "../../approvals/is-decided-by-one.ts";
import type { FilledInProblems } from "../../approvals/read-filled-in.ts";
import { requestDigestOf } from "../../approvals/request-digest.ts";
import { documentOf, stateOf } from "../../approvals/stored-approval.ts";
import { translateRequest } from "../../approvals/translate-request.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";
import { isJsonObject } from "../../base/json.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { renderDecisionForm } from "./decision-form.ts";
import { titleOf } from "./describe-decision.ts";
import { CHANGE_PREFIX, DIGEST_FIELD, renderFormFields, VALUE_PREFIX } from "./form-fields.ts";
import { renderPage } from "./layout.ts";
import { listed, type Page, type Piece, type Reader, say } from "./reader.ts";
import type { Story } from "./timeline.ts";
import { renderToldRequest } from "./told-request.ts";

/** What the form held when it was sent, and what was wrong with it. */
export interface FormState {
  readonly followedChoice?: string | undefined;
  readonly problem?: Piece | undefined;
  readonly chosen?: string | undefined;
  readonly comment?: string | undefined;
  /** Fields that the form sends along. */
  readonly hidden?: Readonly<Record<string, string>>;
  /** What is wrong with single fields. */
  readonly problems?: FilledInProblems;
  /** Reads what was sent before; without it the fields hold what is proposed. */
  readonly fieldOf?: (name: string) => string | null;
  /** Operators, who come by another way, need no code. */
  readonly isByLink?: boolean;
  /** @default what the choices say of it */
  readonly commentLabel?: Fragment;
}

/** The page on which the approver decides a pending approval. */
export function renderDecisionPage(
  approval: ApprovalRecord,
  story: Story,
  form: FormState,
  more?: Piece,
  said?: Piece,
): Page {
  return renderPage((reader) => ({
    title: titleOf(approval, reader),
    body: html`<section class="card">
${said && html`<div class="notice warn" role="alert"><p>${said(reader)}</p></div>`}
<p class="kicker">${reader.words.decide.kicker}</p>
${
  documentOf(approval).plan.confirmation === "signedIn"
    ? renderToldRequest(approval, story, reader)
    : renderRequest(approval, story, { ...form, isByLink: true }, reader)
}
${more?.(reader)}
</section>`,
  }));
}

/** The request with its form, for a page of any frame. */
export function renderRequest(
  approval: ApprovalRecord,
  story: Story,
  form: FormState,
  reader: Reader,
): Html {
  const { request, plan } = documentOf(approval);
  const { decide } = reader.words;
  const { choices } = translateRequest(request, reader.language);
  const needy = choices.filter(({ id }) => request.commentRequiredOn.includes(id));
  return html`${renderToldRequest(approval, story, reader)}
<h2>${decide.heading}</h2>
${renderDecisionForm(
  {
    ...form,
    problem: form.problem?.(reader),
    hidden: { ...form.hidden, [DIGEST_FIELD]: requestDigestOf(approval) },
    fields: renderFilledIn(approval, form, reader),
    question: decide.question,
    choices,
    commentLabel:
      form.commentLabel ??
      commentLabel(
        needy.map(({ label }) => label),
        reader,
      ),
    asksForCode: form.isByLink === true && plan.confirmation === "challenge",
    button: decide.button,
    fieldName: "choice",
  },
  reader,
)}`;
}

function commentLabel(neededFor: readonly string[], reader: Reader): Fragment {
  const { commentNeededFor, commentOptional, quoted } = reader.words.decide;
  if (neededFor.length === 0) return commentOptional;
  const choices = neededFor.map((text) => quoted.replace("{text}", () => text));
  return say(commentNeededFor, { choices: listed(choices, reader) });
}

/** What is to be filled in, and what can be decided otherwise than proposed. */
function renderFilledIn(
  approval: ApprovalRecord,
  { fieldOf, problems }: FormState,
  reader: Reader,
): Fragment {
  const { request } = documentOf(approval);
  const details = effectiveDetails(request, stateOf(approval));
  const isEditable = request.editable && isDecidedByOne(approval);
  const { withChanges } = reader.words.decide;
  return [
    request.form &&
      renderFormFields(
        {
          ...{ schema: request.form, prefix: VALUE_PREFIX, fieldOf },
          problems: problems?.values,
        },
        reader,
      ),
    request.editable &&
      isEditable &&
      renderFormFields(
        {
          ...{ schema: { title: withChanges, ...request.editable }, fieldOf },
          ...{ prefix: CHANGE_PREFIX, problems: problems?.changes },
          proposed: isJsonObject(details) ? details : {},
        },
        reader,
      ),
  ];
}
