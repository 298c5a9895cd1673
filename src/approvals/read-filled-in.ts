// What came with a decision beside the choice: the form's values, and what is decided otherwise than
// proposed. It is checked against the request as it was looked at.

import { isJsonObject, type Json, type JsonObject, jsonEquals } from "../base/json.ts";
import type { ApprovalRecord } from "../store/records.ts";
import type { Sentence } from "../wording/sentence.ts";
import { effectiveDetails } from "./changed-values.ts";
import type { FieldProblems, FieldSource, FormSchema } from "./form.ts";
import type { Changes } from "./policy/approval-state.ts";
import { readFields } from "./read-fields.ts";
import { requestDigestOf } from "./request-digest.ts";
import { documentOf, stateOf } from "./stored-approval.ts";

/** What a vote is given with. */
export interface FilledIn {
  readonly values?: JsonObject;
  readonly changes?: Changes;
  readonly seen: string;
}

export interface FilledInProblems {
  readonly values: FieldProblems;
  readonly changes: FieldProblems;
}

export type ReadFilledIn =
  | { readonly kind: "filledIn"; readonly filledIn: FilledIn }
  | { readonly kind: "changed" }
  /** `first` is one of them, with the name of its field. */
  | { readonly kind: "problems"; readonly first: Sentence; readonly problems: FilledInProblems };

export async function readFilledIn(
  approval: ApprovalRecord,
  request: {
    readonly choiceId: string;
    readonly values?: FieldSource | undefined;
    readonly changes?: FieldSource | undefined;
    readonly digest?: string | undefined;
  },
): Promise<ReadFilledIn> {
  const seen = requestDigestOf(approval);
  // Whoever comes after the end is told how it ended, whatever they looked at.
  if (approval.status !== "pending") return { kind: "filledIn", filledIn: { seen } };
  if (request.digest !== undefined && request.digest !== seen) return { kind: "changed" };
  const { plan, request: asked } = documentOf(approval);
  const choice = plan.choices.find(({ id }) => id === request.choiceId);
  if (!choice) return { kind: "filledIn", filledIn: { seen } };
  const goesOn = choice.meaning === "goesOn";
  const form = await check(asked.form, request.values, goesOn);
  // Who declines changes nothing.
  const edited = goesOn
    ? await check(asked.editable && allOptional(asked.editable), request.changes, true)
    : NOTHING;
  const problems = { values: form.problems, changes: edited.problems };
  const first = firstProblem(asked, problems);
  if (first !== undefined) return { kind: "problems", first, problems };
  const details = effectiveDetails(asked, stateOf(approval));
  const changes = changesOf(isJsonObject(details) ? details : {}, edited.values);
  const hasValues = Object.keys(form.values).length > 0;
  return {
    kind: "filledIn",
    filledIn: { ...(hasValues && { values: form.values }), ...(changes && { changes }), seen },
  };
}

const NOTHING = { values: {}, problems: {} };

async function check(
  form: FormSchema | undefined,
  given: FieldSource | undefined,
  isComplete: boolean,
): Promise<{ readonly values: JsonObject; readonly problems: FieldProblems }> {
  if (!form) {
    const extra = given && "members" in given ? Object.keys(given.members) : [];
    const problems = extra.map((name) => [name, { name: "noSuchField" }]);
    return { values: {}, problems: Object.fromEntries(problems) as FieldProblems };
  }
  // Loaded with the first form: most requests have none.
  const { checkValues } = await import("./document/check-values.ts");
  const members =
    given && "fieldOf" in given ? readFields(form, given.fieldOf) : (given?.members ?? {});
  return checkValues(form, members, isComplete);
}

/** What is left empty stays as proposed. */
function allOptional({ required: _, ...form }: FormSchema): FormSchema {
  return form;
}

function changesOf(proposed: JsonObject, given: JsonObject): Changes | undefined {
  const changed = Object.entries(given).flatMap(([name, decided]) => {
    const before: Json = proposed[name] ?? null;
    return jsonEquals(before, decided) ? [] : [[name, { proposed: before, decided }] as const];
  });
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

function firstProblem(
  { form, editable }: { readonly form?: FormSchema; readonly editable?: FormSchema },
  { values, changes }: FilledInProblems,
): Sentence | undefined {
  const of = (schema: FormSchema | undefined, problems: FieldProblems) =>
    Object.entries(problems).map(([name, problem]): Sentence => {
      const field = schema?.properties[name]?.title ?? name;
      return { name: "ofField", values: { field, problem } };
    });
  return [...of(form, values), ...of(editable, changes)][0];
}
