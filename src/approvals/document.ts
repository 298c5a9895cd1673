// The approval document: what a workflow writes into a message to have a person asked.
//
//   { "taskToken": …, "approval": { "title": …, "approver": …, "details": … } }
//
// Unknown keys are refused, so that a misspelt one is noticed before anybody is asked.

import { z } from "zod";
import type { Json } from "../base/json.ts";

/** A checked request, with its defaults filled in. */
export interface ApprovalRequest {
  readonly title: string;
  readonly summary?: string;
  readonly requester?: { readonly name?: string; readonly email?: string };
  /** The e-mail address of the one person asked. */
  readonly approver: string;
  readonly details?: Json;
  readonly choices: readonly [Choice, Choice];
  /** Ids of the choices that need a comment. */
  readonly commentRequiredOn: readonly string[];
}

export interface Choice {
  readonly id: string;
  readonly label: string;
}

export type ParsedDocument =
  | { readonly kind: "request"; readonly taskToken: string; readonly request: ApprovalRequest }
  /** Each problem names the place in the document. */
  | { readonly kind: "problems"; readonly problems: readonly string[] };

const TITLE_CHARACTERS_MAX = 200;
const SUMMARY_CHARACTERS_MAX = 4_000;
const LABEL_CHARACTERS_MAX = 40;
const NAME_CHARACTERS_MAX = 200;
/** RFC 5321: the longest address that can be delivered to. */
const ADDRESS_CHARACTERS_MAX = 254;
/** Deeper details no table could show. */
const DETAILS_DEPTH_MAX = 32;

const DEFAULT_CHOICES: readonly [Choice, Choice] = [
  { id: "approve", label: "Approve" },
  { id: "decline", label: "Decline" },
];

const line = (charactersMax: number) =>
  z
    .string()
    .trim()
    .min(1, "must not be empty")
    .max(charactersMax, `must not be longer than ${charactersMax} characters`)
    .regex(/^[^\p{Cc}]*$/u, "must be one line without control characters");

const address = z
  .string()
  .max(ADDRESS_CHARACTERS_MAX, `must not be longer than ${ADDRESS_CHARACTERS_MAX} characters`)
  .regex(z.regexes.email, "must be one e-mail address");

const choice = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, "must be 1 to 40 characters of A-Z a-z 0-9 _ -"),
  label: line(LABEL_CHARACTERS_MAX),
});

const requester = z.union(
  [
    line(NAME_CHARACTERS_MAX).transform((name) => ({ name })),
    z.strictObject({ name: line(NAME_CHARACTERS_MAX).optional(), email: address.optional() }),
  ],
  "must be a name or an object of name and email",
);

const approval = z
  .strictObject({
    title: line(TITLE_CHARACTERS_MAX),
    summary: z
      .string()
      .max(SUMMARY_CHARACTERS_MAX, `must not be longer than ${SUMMARY_CHARACTERS_MAX} characters`)
      .optional(),
    requester: requester.optional(),
    approver: address,
    details: z
      .unknown()
      .refine(isShallowEnough, `must not be nested deeper than ${DETAILS_DEPTH_MAX} levels`)
      .optional(),
    choices: z
      .tuple([choice, choice], "must be exactly two objects of id and label")
      .refine(([first, second]) => first.id !== second.id, "must have different ids")
      .optional(),
    commentRequiredOn: z.array(z.string(), "must be a list of choice ids").optional(),
  })
  .superRefine((document, context) => {
    const ids = (document.choices ?? DEFAULT_CHOICES).map(({ id }) => id);
    const unknown = document.commentRequiredOn?.find((id) => !ids.includes(id));
    if (unknown === undefined) return;
    const message = `names "${unknown}", which is none of the choices (${ids.join(", ")})`;
    context.addIssue({ code: "custom", path: ["commentRequiredOn"], message });
  });

const document = z.strictObject({
  taskToken: z.string("must be the task token ($$.Task.Token)"),
  approval,
});

/** Checks a message body that has been read as JSON already. */
export function parseDocument(body: Json): ParsedDocument {
  const result = document.safeParse(body);
  if (!result.success) {
    return { kind: "problems", problems: result.error.issues.flatMap(problemsOf) };
  }
  const { taskToken, approval: given } = result.data;
  const { choices = DEFAULT_CHOICES, commentRequiredOn = [], ...rest } = given;
  const request = { ...rest, choices: [...choices], commentRequiredOn };
  // Leaves the keys out that have no value.
  return { kind: "request", taskToken, request: JSON.parse(JSON.stringify(request)) };
}

function problemsOf(issue: z.core.$ZodIssue): readonly string[] {
  const place = issue.path.map(String).join(".") || "The message";
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${place} has an unknown key "${key}"`);
  }
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input")) {
    const isMissing = issue.message.endsWith("received undefined");
    return [isMissing ? `${place} is missing` : `${place} must be of type ${issue.expected}`];
  }
  return [`${place} ${issue.message}`];
}

/** Walks level by level: a recursive walk could be made to run out of stack. */
function isShallowEnough(details: unknown): boolean {
  let level: unknown[] = [details];
  for (let depth = 0; depth <= DETAILS_DEPTH_MAX; depth++) {
    level = level.flatMap((value) =>
      typeof value === "object" && value !== null ? Object.values(value) : [],
    );
    if (level.length === 0) return true;
  }
  return false;
}
