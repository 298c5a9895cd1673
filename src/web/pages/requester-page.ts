import type { FieldProblems } from "../../approvals/form.ts";
import { openQuestionsIn } from "../../approvals/open-questions-in.ts";
import { documentOf, stateOf } from "../../approvals/stored-approval.ts";
import { type Fragment, html } from "../../base/html.ts";
import { isJsonObject } from "../../base/json.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import { renderHoneypot, renderProblem } from "./decision-form.ts";
import { titleOf } from "./describe-decision.ts";
import { CHANGE_PREFIX, renderFormFields } from "./form-fields.ts";
import { renderPage } from "./layout.ts";
import type { Page, Piece, Reader } from "./reader.ts";
import { renderRequestText } from "./request-text.ts";

/** What was sent and had a problem. */
interface SentRequest {
  readonly name: string;
  readonly problem: Piece;
  readonly problems: FieldProblems | undefined;
  readonly fieldOf: (name: string) => string | null;
}

/** A pending request, for whoever has asked. */
export function renderRequesterPage(
  approval: ApprovalRecord,
  sent: SentRequest | undefined,
  story: Piece,
): Page {
  const { status } = stateOf(approval);
  return renderPage((reader) => {
    const { requester } = reader.words;
    return {
      title: titleOf(approval, reader),
      body: html`<section class="card">
<p class="kicker">${status === "sentBack" ? requester.kickerSentBack : requester.kicker}</p>
${renderRequestText(approval, reader)}
${story(reader)}
<h2>${requester.whatToDo}</h2>
<form id="decide" method="post" action="#decide" autocomplete="off">
${renderProblem(sent?.problem(reader))}
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
