// What the form of a decision holds beside the choice.

import type { DecideOutcome, DecideRequest } from "../../approvals/decide.ts";
import type { FieldSource, FormSchema } from "../../approvals/form.ts";
import { readFields } from "../../approvals/read-fields.ts";
import { documentOf } from "../../approvals/stored-approval.ts";
import { translateRequest } from "../../approvals/translate-request.ts";
import type { JsonObject } from "../../base/json.ts";
import type { ApprovalRecord } from "../../store/records.ts";
import type { Sentence } from "../../wording/sentence.ts";
import type { FormState } from "../pages/approval-page.ts";
import { CHANGE_PREFIX, DIGEST_FIELD, VALUE_PREFIX } from "../pages/form-fields.ts";
import { listed, type Reader, saying } from "../pages/reader.ts";

export function filledInOf(
  form: URLSearchParams,
): Pick<DecideRequest, "values" | "changes" | "digest"> {
  return {
    values: fieldsOf(form, VALUE_PREFIX),
    changes: fieldsOf(form, CHANGE_PREFIX),
    digest: form.get(DIGEST_FIELD) ?? undefined,
  };
}

export function fieldsOf(form: URLSearchParams, prefix: string): FieldSource {
  return { fieldOf: (name) => form.get(prefix + name) };
}

/** The form again as it was sent, with what was wrong. */
export function problemOf(
  outcome: Extract<DecideOutcome, { readonly kind: "invalid" }>,
  form: URLSearchParams,
): Pick<FormState, "problem" | "problems" | "fieldOf"> {
  const { problems } = outcome;
  return {
    problem: (reader) => saying(translate(outcome, form.get("choice"), reader))(reader),
    fieldOf: (name) => form.get(name),
    ...(problems && { problems }),
  };
}

/** Choices are called as they are on the page. */
function translate(
  { approval, said }: Extract<DecideOutcome, { readonly kind: "invalid" }>,
  chosen: string | null,
  reader: Reader,
): Sentence {
  const { choices } = translateRequest(documentOf(approval).request, reader.language);
  const label = choices.find(({ id }) => id === chosen)?.label;
  if (said.name === "choiceNeedsComment" && label !== undefined) {
    return { ...said, values: { choice: label } };
  }
  if (said.name !== "chooseOneOf") return said;
  const labels = choices.map((choice) => choice.label);
  return { ...said, values: { choices: listed(labels, reader, "disjunction") } };
}

/** The same as a program would send it. */
export function filledInMembers(approval: ApprovalRecord, form: URLSearchParams): JsonObject {
  const digest = form.get(DIGEST_FIELD);
  const { request } = documentOf(approval);
  const read = (schema: FormSchema, prefix: string) =>
    readFields(schema, (name) => form.get(prefix + name));
  return {
    ...(digest !== null && { digest }),
    ...(request.form && { values: read(request.form, VALUE_PREFIX) }),
    ...(request.editable && { changes: read(request.editable, CHANGE_PREFIX) }),
  };
}
