// How far a request has come: plain JSON.

import type { Instant } from "../../base/instant.ts";
import type { Json, JsonObject } from "../../base/json.ts";
import type { Approver } from "./plan.ts";

export interface ApprovalState {
  /** `sentBack`: it waits for whoever has asked. */
  readonly status: "pending" | "held" | "sentBack" | "closed";
  readonly openedAt: Instant;
  /** The stage in progress, from 0. */
  readonly stage: number;
  readonly stageOpenedAt: Instant;
  /** Those who are asked in this stage. */
  readonly seats: readonly Seat[];
  /** Of all stages, in order. */
  readonly votes: readonly Vote[];
  /** How often what is asked was changed, and one; 1 when absent. */
  readonly revision?: number;
  /** Given before what is asked was changed: they are kept and count no more. */
  readonly voided?: readonly Vote[];
  /** What was said about the request beside the votes, in order. */
  readonly remarks?: readonly Remark[];
  /** Steps of the escalation that this stage has taken. */
  readonly escalated: number;
  readonly expiresAt?: Instant;
  /** What is decided and may still be taken back. */
  readonly held?: { readonly until: Instant; readonly choice: string; readonly by: string };
  /** Present at the end. */
  readonly outcome?: Outcome;
  /** When something is to happen by itself; absent at the end. */
  readonly dueAt?: Instant;
}

export interface Seat extends Approver {
  readonly askedAt: Instant;
  readonly reminders: number;
  readonly nextReminderAt?: Instant;
}

export interface Vote {
  readonly stage: number;
  readonly by: string;
  readonly inPlaceOf?: string;
  readonly choice: string;
  readonly at: Instant;
  readonly comment: string;
  /** `link`, `page`, `api`, … */
  readonly channel: string;
  /** How the person was known: `link`, `session`, `key`, … */
  readonly proof?: string;
  /** What was filled in. */
  readonly values?: JsonObject;
  /** What was decided otherwise than proposed, by the member of the details. */
  readonly changes?: Changes;
  /** SHA-256 (hex) of what was decided on. */
  readonly digest?: string;
  /** By an operator, in everybody's place. */
  readonly isOverride?: true;
}

export type Changes = Readonly<Record<string, { readonly proposed: Json; readonly decided: Json }>>;

export interface Remark {
  readonly what: "asked" | "answered" | "sentBack" | "changed";
  readonly by: string;
  readonly at: Instant;
  readonly text: string;
}

export type Outcome =
  | { readonly kind: "decided"; readonly choice: string; readonly by: string }
  | { readonly kind: "expired"; readonly choice?: string }
  | { readonly kind: "cancelled"; readonly by: string; readonly reason?: string };
