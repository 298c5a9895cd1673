// What happens to a request, and what it asks of the outside in turn.

import type { Instant } from "../../base/instant.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Outcome } from "./approval-state.ts";
import type { Approver } from "./plan.ts";

export type ApprovalEvent = { readonly at: Instant } & (
  | { readonly kind: "opened" }
  | {
      readonly kind: "decided";
      /** Addresses are in lower case. */
      readonly by: string;
      readonly choice: string;
      readonly comment: string;
      readonly channel: string;
      /** How the person was known: `link`, `session`, `key`, … */
      readonly proof?: string;
      readonly form?: JsonObject;
    }
  /** An operator decides in everybody's place. */
  | {
      readonly kind: "overridden";
      readonly by: string;
      readonly choice: string;
      readonly comment: string;
      readonly channel: string;
      /** How the person was known: `link`, `session`, `key`, … */
      readonly proof?: string;
    }
  /** Takes a decision back while it is held. */
  | { readonly kind: "undone"; readonly by: string }
  /** One seat goes to somebody else: by its holder (delegated) or by an operator (reassigned). */
  | {
      readonly kind: "reassigned";
      readonly from: string;
      readonly to: Approver;
      readonly by: string;
      readonly reason: string;
    }
  | { readonly kind: "approverAdded"; readonly approver: Approver; readonly by: string }
  /** No reminders for this person until then. */
  | { readonly kind: "snoozed"; readonly by: string; readonly until: Instant }
  /** A reminder at once, beside those that are planned. */
  | { readonly kind: "nudged"; readonly by: string }
  | { readonly kind: "timePassed" }
  | { readonly kind: "cancelled"; readonly by: string; readonly reason?: string }
);

/** `at` is that of the event. */
export type ApprovalEffect =
  | { readonly kind: "ask"; readonly seat: string; readonly why: AskReason; readonly nth: number }
  | { readonly kind: "tell"; readonly to: readonly string[]; readonly what: "escalated" | "closed" }
  /** The answer to whoever waits; nothing happens to the request after it. */
  | { readonly kind: "conclude"; readonly outcome: Outcome };

export type AskReason = "asked" | "reminded" | "escalated" | "reassigned" | "added";

/** Why an event is not taken. */
export type Refusal =
  | "closed"
  | "held"
  | "notAsked"
  | "alreadyDecided"
  | "ownRequest"
  | "unknownChoice"
  | "commentRequired"
  | "nothingHeld"
  | "alreadyAsked"
  | "tooManyAsked";

/** One line of the request's story, for its timeline and the audit. */
export interface ApprovalEntry {
  readonly what: string;
  /** A person's address, or a reserved actor: `countersign:reminders`. */
  readonly actor: string;
  readonly details: JsonObject;
}
