// What is to happen with a request: who decides in which order, what they may choose, and what time does.
// It is made once, when the request is checked, and never changes.

import type { Duration } from "./duration.ts";
import type { ClockTime, QuietHours, WorkingCalendar } from "./working-time.ts";

export interface ApprovalPlan {
  /** Compared with every approver: nobody decides on their own request. */
  readonly requester: string | undefined;
  readonly choices: readonly PlannedChoice[];
  /** One after the other; the first choice that is not to go on ends the request. */
  readonly stages: readonly [StagePlan, ...StagePlan[]];
  readonly reminders: ReminderPlan | undefined;
  /** In order of time, counted from the beginning of a stage. */
  readonly escalation: readonly EscalationStep[];
  /** Absent where the workflow itself sets the limit. */
  readonly expiry: ExpiryPlan | undefined;
  readonly calendar: WorkingCalendar | undefined;
  readonly quietHours: QuietHours | undefined;
  /**
   * `challenge`: who decides by link types the code that is in the mail. `signedIn`: the link alone is not
   * enough.
   */
  readonly confirmation: "click" | "challenge" | "signedIn";
  /** As long can a decision be taken back. */
  readonly undoMs: number;
}

export interface PlannedChoice {
  readonly id: string;
  /** `goesOn`: the next stage begins, or the request is granted. */
  readonly meaning: "goesOn" | "ends";
  readonly isCommentRequired: boolean;
}

export interface StagePlan {
  readonly name: string;
  readonly approvers: readonly Approver[];
  /** `any`: the first answer decides. `all`, or so many: that many have to make the same choice. */
  readonly need: "any" | "all" | number;
}

export interface Approver {
  /** The e-mail address, in lower case: what a person is known by. */
  readonly address: string;
  /** IANA name; reminders come by their clock. */
  readonly timeZone: string;
  /** In whose place, where somebody has delegated. */
  readonly inPlaceOf?: string;
  /** Those in between, where the delegate has delegated as well. */
  readonly through?: readonly string[];
}

export interface ReminderPlan {
  /** The first, after the approver was asked. */
  readonly after?: Duration;
  readonly every?: Duration;
  /** In place of both: by the clock. `days` as in ISO 8601, 1 is Monday. */
  readonly at?: { readonly clock: ClockTime; readonly days?: readonly number[] };
  readonly atMost: number;
}

export interface EscalationStep {
  readonly after: Duration;
  readonly to: readonly Approver[];
  /** `tell` leaves the decision where it is. */
  readonly mode: "tell" | "add" | "replace";
}

export interface ExpiryPlan {
  readonly after: Duration;
  readonly outcome: "fail" | "decline" | "approve";
}

/** Whether somebody would decide on a request of their own, or was chosen by whoever has asked. */
export function isRequesters(
  { requester }: Pick<ApprovalPlan, "requester">,
  { address, inPlaceOf, through = [] }: Pick<Approver, "address" | "inPlaceOf" | "through">,
): boolean {
  return requester !== undefined && [address, inPlaceOf, ...through].includes(requester);
}
