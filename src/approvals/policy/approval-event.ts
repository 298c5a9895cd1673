// What happens to a request, and what it asks of the outside in turn.

import type { Instant } from "../../base/instant.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Changes, Outcome } from "./approval-state.ts";
import type { Approver } from "./plan.ts";

export type ApprovalEvent = { readonly at: Instant } & (
  | { readonly kind: "opened" }
  | ({
      readonly kind: "decided";
      /** Addresses are in lower case. */
      readonly by: string;
      readonly choice: string;
      readonly comment: string;
      readonly channel: string;
      /** How the person was known: `link`, `session`, `key`, … */
      readonly proof?: string;
    } & DecidedOn)
  /** An operator decides in everybody's place. */
  | ({
      readonly kind: "overridden";
      readonly by: string;
      readonly choice: string;
      readonly comment: string;
      readonly channel: string;
      /** How the person was known: `link`, `session`, `key`, … */
      readonly proof?: string;
    } & DecidedOn)
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
  /** An approver wants to know something from whoever has asked. */
  | { readonly kind: "informationAsked"; readonly by: string; readonly question: string }
  | { readonly kind: "informationGiven"; readonly by: string; readonly answer: string }
  /** An approver wants it to be changed before it is decided. */
  | { readonly kind: "sentBack"; readonly by: string; readonly reason: string }
  /** What is asked is another now; the plan is that of afterwards. */
  | {
      readonly kind: "amended";
      readonly by: string;
      readonly reason: string;
      readonly digestBefore: string;
      /** The same of what whoever changes it has seen. */
      readonly seen: string;
    }
  | { readonly kind: "timePassed" }
  | { readonly kind: "cancelled"; readonly by: string; readonly reason?: string }
);

interface DecidedOn {
  readonly values?: JsonObject;
  readonly changes?: Changes;
  /** SHA-256 (hex) of the request as it is. */
  readonly digest?: string;
  /** The same of what whoever decides has seen; where it is another, nothing counts. */
  readonly seen?: string;
}

/** `at` is that of the event. */
export type ApprovalEffect =
  | { readonly kind: "ask"; readonly seat: string; readonly why: AskReason; readonly nth: number }
  | { readonly kind: "tell"; readonly to: readonly string[]; readonly what: "escalated" | "closed" }
  /** Whoever has asked has something to do. */
  | { readonly kind: "inform"; readonly to: string; readonly what: "question" | "sentBack" }
  /** The answer to whoever waits; nothing happens to the request after it. */
  | { readonly kind: "conclude"; readonly outcome: Outcome };

export type AskReason =
  | "asked"
  | "reminded"
  | "escalated"
  | "reassigned"
  | "added"
  | "changed"
  | "answered";

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
  | "changed"
  | "notEditable"
  | "sentBack"
  | "noRequester"
  | "nothingAsked"
  | "tooManyRemarks"
  | "tooManyAsked";

/** One line of the request's story, for its timeline and the audit. */
export interface ApprovalEntry {
  readonly what: string;
  /** A person's address, or a reserved actor: `countersign:reminders`. */
  readonly actor: string;
  readonly details: JsonObject;
}
