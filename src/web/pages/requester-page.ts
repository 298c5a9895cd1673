import type { FieldProblems } from "../../approvals/form.ts";
import { openQuestionsIn } from "../../approvals/open-questions-in.ts";
import { requestDigestOf } from "../../approvals/request-digest.ts";
import { documentOf, stateOf } from "../../approvals/stored-approval.ts";
import { type Fragment, html } from "../../base/html.ts";
import { isJsonObject } from "../../base/json.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { renderHidden } from "./action-forms.ts";
import { renderHoneypot, renderProblem } from "./decision-form.ts";
import { titleOf } from "./describe-decision.ts";
import { CHANGE_PREFIX, DIGEST_FIELD, renderFormFields } from "./form-fields.ts";
import { renderPage } from "./layout.ts";
import type { Page, Piece, Reader } from "./reader.ts";
import type { Story } from "./timeline.ts";
import { renderStandingRequest } from "./told-request.ts";

/** What was sent and had a problem. */
interface SentRequest {
  readonly name: string;
  readonly problem: Piece;
  readonly problems: FieldProblems | undefined;
  readonly fieldOf: (name: string) => string | null;
}

/** Of whoever is signed in. */
export interface OwnPage {
  /** Fields that the form sends along. */
  readonly hidden: Readonly<Record<string, string>>;
  /** The way to their other requests. */
  readonly isInInbox: true;
}

/** A pending request, for whoever has asked. */
export function renderRequesterPage(
  approval: ApprovalRecord,
  story: Story,
  { hidden = {}, isInInbox, sent }: { readonly sent?: SentRequest } & Partial<OwnPage> = {},
): Page {
  const { status } = stateOf(approval);
  return renderPage((reader) => {
    const { inbox, requester } = reader.words;
    return {
      title: titleOf(approval, reader),
      body: html`<section class="card">
<p class="kicker">${status === "sentBack" ? requester.kickerSentBack : requester.kicker}</p>
${renderStandingRequest(approval, story, reader)}
<h2>${requester.whatToDo}</h2>
<form id="decide" method="post" action="#decide" autocomplete="off">
${renderProblem(sent?.problem(reader))}
${renderHidden({ ...hidden, [DIGEST_FIELD]: requestDigestOf(approval) })}
<fieldset class="choices"><legend>${requester.chooseOne}</legend>
${choicesFor(approval, reader).map(
  ([
    value,
    label,
  ]) => html`<label class="choice"><input type="radio" name="do" value="${value}" required${sent?.name === value && html` checked`}><span>${label}</span></label>
`,
)}</fieldset>
${renderEditable(approval, sent, reader)}
<label class="block" for="text">${requester.text}</label>
<textarea id="text" name="text" rows="4" maxlength="4000" dir="auto">${sent?.fieldOf("text") ?? ""}</textarea>
${renderHoneypot(reader)}
<button class="full" type="submit">${requester.send}</button>
</form>
${isInInbox && html`<p class="small"><a href="../inbox">${inbox.title}</a></p>`}
</section>`,
    };
  });
}

function choicesFor(
  approval: ApprovalRecord,
  { words }: Reader,
): readonly (readonly [value: string, label: string])[] {
  const { answer, resubmit, resubmitChanged, withdraw } = words.requester;
  const isHeld = stateOf(approval).status === "held";
  const isEditable = documentOf(approval).request.editable !== undefined;
  return [
    ...(openQuestionsIn(approval).length > 0 ? [["answer", answer] as const] : []),
    ...(isHeld ? [] : [["resubmit", isEditable ? resubmitChanged : resubmit] as const]),
    ["withdraw", withdraw],
  ];
}

function renderEditable(
  approval: ApprovalRecord,
  sent: SentRequest | undefined,
  reader: Reader,
): Fragment {
  const { details, editable } = documentOf(approval).request;
  if (!editable) return undefined;
  return renderFormFields(
    {
      ...{ schema: { title: reader.words.requester.changeable, ...editable } },
      ...{ prefix: CHANGE_PREFIX, problems: sent?.problems, fieldOf: sent?.fieldOf },
      proposed: isJsonObject(details) ? details : {},
    },
    reader,
  );
}
