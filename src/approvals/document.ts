// The approval document: what a workflow writes into a message to have people asked.
//
//   { "taskToken": …, "approval": { "title": …, "approver": …, "details": … } }
//
// Unknown keys are refused, so that a misspelt one is noticed before anybody is asked. What the document
// means for people and time is worked out in `plan-approval.ts`.

import { z } from "zod";
import type { Json, JsonObject } from "../base/json.ts";
import { LANGUAGES, type Language } from "../wording/language.ts";
import { REQUESTERS_MANAGER } from "./directory.ts";
import { DETAILS_DEPTH_MAX, editableProblems, isShallowEnough } from "./document/check-details.ts";
import { DEFAULT_CHOICES } from "./document/default-choices.ts";
import { formSchema } from "./document/form-schema.ts";
import type { FormSchema } from "./form.ts";
import { parseDuration } from "./policy/duration.ts";
import { isTimeZone, WEEKDAYS } from "./policy/working-time.ts";

/** A checked request, with its defaults filled in. */
export interface ApprovalRequest {
  readonly title: string;
  readonly summary?: string;
  readonly requester?: { readonly name?: string; readonly email?: string };
  readonly details?: Json;
  readonly choices: readonly Choice[];
  /** Ids of the choices that need a comment. */
  readonly commentRequiredOn: readonly string[];
  /** One after the other. */
  readonly stages: readonly StageRequest[];
  readonly reminders?: RemindersRequest;
  readonly escalation?: readonly EscalationRequest[];
  readonly expiry?: ExpiryRequest;
  readonly calendar?: CalendarRequest;
  readonly quietHours?: { readonly from: string; readonly to: string };
  /** A length of time. */
  readonly undo?: string;
  /** Where the result is posted to when the request ends. */
  readonly webhook?: string;
  /** How a decision is confirmed; of several rules the first counts that holds. @default "click" */
  readonly confirmation?: Confirmation | ConfirmationRule | readonly ConfirmationRule[];
  /** What is to be filled in with a decision. */
  readonly form?: FormSchema;
  /** Members of the details that may be decided otherwise than proposed. */
  readonly editable?: FormSchema;
  readonly attachments?: readonly Attachment[];
  /** Texts for readers of other languages than the request is written in. */
  readonly translations?: Readonly<Partial<Record<Language, Translation>>>;
}

export interface Translation {
  readonly title?: string;
  readonly summary?: string;
  /** Labels by the ids of the choices. */
  readonly choices?: Readonly<Record<string, string>>;
}

/** `signedIn`: a link alone is not enough, whoever decides signs in with that very address. */
export type Confirmation = "click" | "challenge" | "signedIn";

export interface ConfirmationRule {
  readonly tier: Confirmation;
  /** As in a stage; holds always when absent. */
  readonly when?: JsonObject;
}

/** Something to look at elsewhere: it is named with its host, and never loaded by this server. */
export interface Attachment {
  readonly title: string;
  readonly url: string;
}

export interface Choice {
  readonly id: string;
  readonly label: string;
  /** Whether the request goes on with it. @default the first choice does, the others end it */
  readonly meaning?: "approve" | "decline";
}

export interface StageRequest {
  readonly name: string;
  /** E-mail addresses, groups as `group:NAME`, and {@link REQUESTERS_MANAGER}. */
  readonly approvers: readonly string[];
  /** @default "any" */
  readonly need?: "any" | "all" | number;
  /** A condition on the details, as in a Choice state; where it does not hold, the stage is left out. */
  readonly when?: JsonObject;
}

/** Lengths of time as in `policy/duration.ts`; `at` is a time of day, `on` days of the week. */
export interface RemindersRequest {
  readonly after?: string;
  readonly every?: string;
  readonly at?: string;
  readonly on?: readonly string[];
  readonly atMost?: number;
  /** `false`: they come one by one also to who gets all that waits in one mail. @default true */
  readonly inDigest?: boolean;
}

export interface EscalationRequest {
  readonly after: string;
  readonly to: readonly string[];
  readonly mode?: "tell" | "add" | "replace";
}

export interface ExpiryRequest {
  readonly after: string;
  readonly outcome?: "fail" | "decline" | "approve";
}

export interface CalendarRequest {
  readonly timeZone: string;
  readonly days?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly holidays?: readonly string[];
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
const URL_CHARACTERS_MAX = 2_048;
const CHOICES_MAX = 6;
const STAGES_MAX = 10;
const APPROVERS_MAX = 100;
const ATTACHMENTS_MAX = 20;

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

const summary = z
  .string()
  .max(SUMMARY_CHARACTERS_MAX, `must not be longer than ${SUMMARY_CHARACTERS_MAX} characters`);

const translation = z.strictObject({
  title: line(TITLE_CHARACTERS_MAX).optional(),
  summary: summary.optional(),
  choices: z.record(z.string(), line(LABEL_CHARACTERS_MAX)).optional(),
});

const choice = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, "must be 1 to 40 characters of A-Z a-z 0-9 _ -"),
  label: line(LABEL_CHARACTERS_MAX),
  meaning: z.enum(["approve", "decline"], 'must be "approve" or "decline"').optional(),
});

const approverRef = z.union(
  [address, z.string().regex(/^group:[\w.-]{1,64}$/), z.literal(REQUESTERS_MANAGER)],
  `must be an e-mail address, group:NAME or ${REQUESTERS_MANAGER}`,
);
const approverRefs = z
  .array(approverRef, "must be a list of approvers")
  .min(1, "must name somebody")
  .max(APPROVERS_MAX, `must not name more than ${APPROVERS_MAX}`);

const need = z.union(
  [z.enum(["any", "all"]), z.int().min(1).max(APPROVERS_MAX)],
  'must be "any", "all" or how many have to agree',
);

const condition = z.record(z.string(), z.unknown(), "must be a condition as in a Choice state");
const tier = z.enum(["click", "challenge", "signedIn"]);
const confirmationRule = z.strictObject({ tier, when: condition.optional() });

const stage = z.strictObject({
  name: line(LABEL_CHARACTERS_MAX).optional(),
  approvers: approverRefs,
  need: need.optional(),
  when: condition.optional(),
});

const length = z
  .string("must be a length of time")
  .refine(
    (text) => parseDuration(text) !== undefined,
    "must be a length of time such as 3d or PT36H",
  );
const clock = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 09:00");
const day = z.enum(WEEKDAYS, `must be one of ${WEEKDAYS.join(", ")}`);

const reminders = z
  .strictObject({
    after: length.optional(),
    every: length.optional(),
    at: clock.optional(),
    on: z.array(day).min(1).optional(),
    atMost: z.int().min(1).max(100).optional(),
    inDigest: z.boolean().optional(),
  })
  .refine(
    (given) => (given.at === undefined) !== (given.after === undefined),
    "must say either after how long (after, every) or at what time of day (at, on)",
  );

const calendar = z
  .strictObject({
    timeZone: z.string().refine(isTimeZone, "must be a time zone such as Europe/Berlin"),
    days: z.array(day).min(1).optional(),
    from: clock.optional(),
    to: clock.optional(),
    holidays: z.array(z.iso.date("must be a date such as 2026-12-25")).max(366).optional(),
  })
  .refine(
    ({ from = "00:00", to }) => to === undefined || from < to,
    "must end (to) later on the same day than it begins (from)",
  );

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
    summary: summary.optional(),
    requester: requester.optional(),
    approver: address.optional(),
    approvers: approverRefs.optional(),
    need: need.optional(),
    stages: z.array(stage).min(1, "must not be empty").max(STAGES_MAX).optional(),
    reminders: reminders.optional(),
    escalation: z
      .array(
        z.strictObject({
          after: length,
          to: approverRefs,
          mode: z.enum(["tell", "add", "replace"]).optional(),
        }),
      )
      .max(STAGES_MAX)
      .optional(),
    expiry: z
      .strictObject({ after: length, outcome: z.enum(["fail", "decline", "approve"]).optional() })
      .optional(),
    calendar: calendar.optional(),
    quietHours: z.strictObject({ from: clock, to: clock }).optional(),
    undo: length.optional(),
    confirmation: z
      .union(
        [tier, confirmationRule, z.array(confirmationRule).min(1).max(CHOICES_MAX)],
        'must be "click", "challenge", "signedIn", or objects of tier and when',
      )
      .optional(),
    form: formSchema.optional(),
    editable: formSchema.optional(),
    attachments: z
      .array(
        z.strictObject({
          title: line(NAME_CHARACTERS_MAX),
          url: z
            .string()
            .max(URL_CHARACTERS_MAX, `must not be longer than ${URL_CHARACTERS_MAX} characters`)
            .refine(
              (url) => isWebUrl(url) && new URL(url).protocol === "https:",
              "must be a URL that begins with https://",
            ),
        }),
      )
      .max(ATTACHMENTS_MAX, `must not be more than ${ATTACHMENTS_MAX}`)
      .optional(),
    webhook: z
      .string()
      .max(URL_CHARACTERS_MAX, `must not be longer than ${URL_CHARACTERS_MAX} characters`)
      .refine(isWebUrl, "must be a URL that begins with https:// or http://")
      .optional(),
    details: z
      .unknown()
      .refine(isShallowEnough, `must not be nested deeper than ${DETAILS_DEPTH_MAX} levels`)
      .optional(),
    choices: z
      .array(choice, "must be a list of objects of id and label")
      .min(2, "must be two at least")
      .max(CHOICES_MAX, `must not be more than ${CHOICES_MAX}`)
      .refine((given) => new Set(given.map(({ id }) => id)).size === given.length, {
        message: "must have different ids",
      })
      .optional(),
    commentRequiredOn: z.array(z.string(), "must be a list of choice ids").optional(),
    translations: z.partialRecord(z.enum(LANGUAGES), translation).optional(),
  })
  .superRefine((document, context) => {
    const ways = ["approver", "approvers", "stages"].filter(
      (key) => document[key as "approver" | "approvers" | "stages"] !== undefined,
    );
    if (ways.length !== 1) {
      const message = "must name its people by one of approver, approvers and stages";
      context.addIssue({ code: "custom", message });
    }
    for (const [name, message] of editableProblems(document)) {
      context.addIssue({ code: "custom", path: ["editable", name], message });
    }
    const ids = (document.choices ?? DEFAULT_CHOICES).map(({ id }) => id);
    for (const [language, { choices = {} } = {}] of Object.entries(document.translations ?? {})) {
      const other = Object.keys(choices).find((id) => !ids.includes(id));
      if (other === undefined) continue;
      const message = `names "${other}", which is none of the choices (${ids.join(", ")})`;
      context.addIssue({ code: "custom", path: ["translations", language, "choices"], message });
    }
    const unknown = document.commentRequiredOn?.find((id) => !ids.includes(id));
    if (unknown === undefined) return;
    const message = `names "${unknown}", which is none of the choices (${ids.join(", ")})`;
    context.addIssue({ code: "custom", path: ["commentRequiredOn"], message });
  });

const document = z.strictObject({
  taskToken: z.string("must be the task token ($$.Task.Token)"),
  approval,
});

/**
 * The JSON Schema of the document, for editors and for programs that write it. What several members have
 * to do with each other is in the guide, and checked when a request is made.
 * https://json-schema.org/draft/2020-12
 */
export function approvalSchema(id: string): JsonObject {
  const schema = z.toJSONSchema(document, { io: "input", unrepresentable: "any" });
  const title = "A message that asks for an approval";
  return { ...(JSON.parse(JSON.stringify(schema)) as JsonObject), $id: id, title };
}

/** Checks a message body that has been read as JSON already. */
export function parseDocument(body: Json): ParsedDocument {
  const result = document.safeParse(body);
  if (!result.success) {
    return { kind: "problems", problems: result.error.issues.flatMap(problemsOf) };
  }
  const { taskToken, approval: given } = result.data;
  const { choices = DEFAULT_CHOICES, commentRequiredOn = [], ...others } = given;
  const { approver, approvers, need: needed, stages: staged, ...rest } = others;
  const single = { approvers: approvers ?? [approver ?? ""], need: needed };
  const stages = (staged ?? [single]).map((each, index) => ({
    name: `Stage ${index + 1}`,
    ...each,
  }));
  const request = { ...rest, choices, commentRequiredOn, stages };
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

/** Without a name and password, which lists of deliveries would show. */
function isWebUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return ["http:", "https:"].includes(protocol) && username === "" && password === "";
}
