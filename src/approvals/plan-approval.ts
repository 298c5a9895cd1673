// From a checked request to the plan that is followed: who sits in which stage, and when things happen.
// What cannot work is found here, before anybody is asked.

import { checkCondition } from "../asl/check-condition.ts";
import { matchesCondition } from "../asl/choice-rules.ts";
import type { ChoiceCondition } from "../asl/definition.ts";
import { EvaluationError } from "../asl/failure.ts";
import { defined } from "../base/assert.ts";
import type { Json, JsonObject } from "../base/json.ts";
import { randomFrom } from "../base/random.ts";
import { type Directory, REQUESTERS_MANAGER } from "./directory.ts";
import type {
  ApprovalRequest,
  CalendarRequest,
  Confirmation,
  ExpiryRequest,
  RemindersRequest,
  StageRequest,
} from "./document.ts";
import { type Duration, parseDuration } from "./policy/duration.ts";
import {
  type ApprovalPlan,
  type Approver,
  type EscalationStep,
  type ExpiryPlan,
  isRequesters,
  type PlannedChoice,
  type ReminderPlan,
  type StagePlan,
} from "./policy/plan.ts";
import { type ClockTime, WEEKDAYS, type WorkingCalendar } from "./policy/working-time.ts";

export type PlannedApproval =
  | { readonly kind: "plan"; readonly plan: ApprovalPlan }
  /** Sentences that name the place in the document. */
  | { readonly kind: "problems"; readonly problems: readonly string[] };

const DEFAULT_EXPIRY: Duration = { ms: 30 * 86_400_000, workingDays: 0 };
const REMINDERS_MAX = 20;

/** @param isLimited whether the workflow itself ends the request some day: then it has no end of its own */
export function planApproval(
  request: ApprovalRequest,
  directory: Directory,
  isLimited: boolean,
): PlannedApproval {
  const requester = request.requester?.email?.toLowerCase();
  const calendar = request.calendar && calendarOf(request.calendar);
  const timeZone = calendar?.timeZone ?? directory.timeZone;
  const problems: string[] = [];
  const people = (refs: readonly string[], place: string): readonly Approver[] => {
    const found = refs.flatMap((ref) => {
      const address = ref === REQUESTERS_MANAGER ? directory.findManager?.(requester ?? "") : ref;
      const approvers = address === undefined ? undefined : directory.findApprovers(address);
      if (!approvers) problems.push(`${place} names ${ref}, which is not known`);
      return approvers ?? [];
    });
    const others = found.filter((each) => !isRequesters({ requester }, each));
    return unique(others.map((each) => ({ ...each, timeZone: each.timeZone ?? timeZone })));
  };
  const stages = request.stages
    .filter(({ name, when }) => {
      const place = `approval.stages ${name}, when`;
      return !when || holds(when, request.details ?? {}, place, problems);
    })
    .map((stage) => stageOf(stage, people(stage.approvers, `approval.stages ${stage.name}`)));
  for (const stage of stages) problems.push(...problemsOf(stage));
  const escalation = (request.escalation ?? []).map(({ after, to, mode = "add" as const }) => {
    return { after: durationOf(after), to: people(to, "approval.escalation"), mode };
  });
  for (const stage of stages) problems.push(...shortfallsOf(stage, escalation));
  const confirmation = confirmationOf(request, problems);
  if (escalation.some(({ to }) => to.length === 0)) {
    problems.push("approval.escalation has a step to nobody who may decide");
  }
  if (request.editable && !stages.some(isDecidedByOne)) {
    problems.push("approval.editable: no stage is decided by one answer");
  }
  if (request.undo !== undefined && durationOf(request.undo).ms === 0) {
    problems.push("approval.undo is a length of time, not of working days");
  }
  if (stages.length === 0) problems.push("approval.stages: no stage applies to these details");
  const [first, ...rest] = stages;
  if (problems.length > 0 || !first) return { kind: "problems", problems };
  return {
    kind: "plan",
    plan: {
      requester,
      choices: request.choices.map((choice, index) => choiceOf(request, choice, index)),
      stages: [first, ...rest],
      reminders: request.reminders && remindersOf(request.reminders),
      escalation,
      expiry: request.expiry || !isLimited ? expiryOf(request.expiry) : undefined,
      calendar,
      quietHours: request.quietHours && {
        from: clockOf(request.quietHours.from),
        to: clockOf(request.quietHours.to),
      },
      confirmation,
      undoMs: request.undo === undefined ? 0 : durationOf(request.undo).ms,
    },
  };
}

/** Whether a condition holds on the details; one that cannot be judged is a problem. */
function holds(when: JsonObject, details: Json, place: string, problems: string[]): boolean {
  const wrong = checkCondition(when, place);
  if (wrong.length > 0) {
    problems.push(...wrong.map(({ message }) => `${place}: ${message}`));
    return false;
  }
  try {
    const scope = { input: details, context: {}, random: randomFrom("") };
    return matchesCondition(when as unknown as ChoiceCondition, scope);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    problems.push(`${place}: ${error.message}`);
    return false;
  }
}

function confirmationOf(
  { confirmation = "click", details = {} }: ApprovalRequest,
  problems: string[],
): Confirmation {
  if (typeof confirmation === "string") return confirmation;
  const rules = "tier" in confirmation ? [confirmation] : confirmation;
  const place = "approval.confirmation.when";
  const rule = rules.find(({ when }) => !when || holds(when, details, place, problems));
  return rule?.tier ?? "click";
}

function stageOf({ name, need = "any" }: StageRequest, approvers: readonly Approver[]): StagePlan {
  return { name, approvers, need };
}

/** Where several have to agree, each would agree to something else. */
function isDecidedByOne({ approvers, need }: StagePlan): boolean {
  return need === "any" || need === 1 || approvers.length === 1;
}

/** Nobody left, or more wanted than there are: such a stage could never end. */
function problemsOf({ name, approvers, need }: StagePlan): readonly string[] {
  if (approvers.length === 0) {
    return [
      `approval.stages ${name} has nobody who may decide (nobody decides on their own request)`,
    ];
  }
  if (typeof need !== "number" || need <= approvers.length) return [];
  return [`approval.stages ${name} needs ${need} of ${approvers.length}`];
}

/** Fewer votes than a stage needs must not become enough because somebody else is asked. */
function shortfallsOf(
  { name, need }: StagePlan,
  escalation: readonly EscalationStep[],
): readonly string[] {
  if (typeof need !== "number") return [];
  return escalation
    .filter(({ mode, to }) => mode === "replace" && to.length > 0 && to.length < need)
    .map(
      ({ to }) =>
        `approval.escalation replaces by ${to.length} where approval.stages ${name} needs ${need}: ` +
        'name as many, or use the mode "add"',
    );
}

function choiceOf(
  { commentRequiredOn }: ApprovalRequest,
  { id, meaning }: ApprovalRequest["choices"][number],
  index: number,
): PlannedChoice {
  const goesOn = meaning === undefined ? index === 0 : meaning === "approve";
  return {
    id,
    meaning: goesOn ? "goesOn" : "ends",
    isCommentRequired: commentRequiredOn.includes(id),
  };
}

function expiryOf(request: ExpiryRequest | undefined): ExpiryPlan {
  const after = request ? durationOf(request.after) : DEFAULT_EXPIRY;
  return { after, outcome: request?.outcome ?? "fail" };
}

function remindersOf(request: RemindersRequest): ReminderPlan {
  const { after, every, at, on, atMost = REMINDERS_MAX } = request;
  if (at !== undefined) {
    return { at: { clock: clockOf(at), ...(on && { days: on.map(dayOf) }) }, atMost };
  }
  const first = durationOf(after ?? "1d");
  return { after: first, ...(every !== undefined && { every: durationOf(every) }), atMost };
}

function calendarOf(request: CalendarRequest): WorkingCalendar {
  const { timeZone, days = WEEKDAYS.slice(0, 5), from = "00:00", to, holidays = [] } = request;
  const end = to === undefined ? 24 * 60 : clockOf(to);
  return { timeZone, days: days.map(dayOf), from: clockOf(from), to: end, holidays };
}

function dayOf(name: string): number {
  return WEEKDAYS.indexOf(name as (typeof WEEKDAYS)[number]) + 1;
}

function clockOf(text: string): ClockTime {
  const [hours, minutes] = text.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

function durationOf(text: string): Duration {
  return defined(parseDuration(text), "a checked length of time");
}

/** Whoever is asked in their own right and in somebody's place as well is asked in their own right. */
function unique(people: readonly Approver[]): readonly Approver[] {
  const own = people.filter(({ inPlaceOf }) => inPlaceOf === undefined);
  const all = new Map([...people, ...own].map((each) => [each.address, each]));
  return [...all.values()];
}
