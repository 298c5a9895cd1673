// What is kept with an approval: the request as it was checked, and where it came from, so that a page
// explains it without a look at anything else.

import type { Instant } from "../base/instant.ts";
import type { ApprovalLinkRecord, ApprovalRecord, ApprovalSeats } from "../store/records.ts";
import type { ApprovalRequest, Choice } from "./document.ts";
import type { ApprovalState, Seat } from "./policy/approval-state.ts";
import type { ApprovalPlan } from "./policy/plan.ts";

export interface ApprovalDocument {
  readonly request: ApprovalRequest;
  readonly provenance: Provenance;
  readonly plan: ApprovalPlan;
}

export interface Provenance {
  readonly stateMachineName: string;
  readonly executionName: string;
  readonly stateName: string;
  /** An access key id, or how the call arrived. */
  readonly startedBy: string;
  /** When the request ends by itself. */
  readonly expiresAt?: Instant;
  /** When the workflow takes its task back, whatever has been decided. */
  readonly timeoutAt?: Instant;
}

/** How a person can reach a decision. */
export type DecisionChannel = "link" | "inbox" | "cli" | "page" | "api";

export interface Decision {
  /** `null`: it ended without one, or the task was answered past the approval with its token. */
  readonly choice: Choice | null;
  readonly comment: string;
  /** Who decided: the address behind the link, or the operator. */
  readonly by: string | null;
  /** Past the people who were asked, with the task's token. */
  readonly isOverride?: true;
  /** A {@link DecisionChannel}, or through whom the token came back. */
  readonly channel: string;
  readonly at: Instant;
}

/** A link and the approval it belongs to. */
export interface LinkedApproval {
  readonly approval: ApprovalRecord;
  readonly link: ApprovalLinkRecord;
}

export function documentOf(approval: Pick<ApprovalRecord, "document">): ApprovalDocument {
  return JSON.parse(approval.document) as ApprovalDocument;
}

/** How far a request has come. */
export function stateOf(approval: Pick<ApprovalRecord, "state">): ApprovalState {
  return JSON.parse(approval.state) as ApprovalState;
}

/** Whether somebody has decided, or is asked now, or was so at the end. */
export function isConcerned(approval: Pick<ApprovalRecord, "state">, address: string): boolean {
  // Requests of before there were stages have neither.
  const { seats = [], voided = [], votes = [] }: Partial<ApprovalState> = stateOf(approval);
  if (seats.some((seat) => seat.address === address)) return true;
  return [...voided, ...votes].some(({ by }) => by === address);
}

/** Those whose decision is missing; nobody while a decision is held, and at the end. */
export function openSeatsOf({ status, seats, stage, votes }: ApprovalState): readonly Seat[] {
  if (status !== "pending") return [];
  const voted = votes.filter((vote) => vote.stage === stage).map(({ by }) => by);
  return seats.filter(({ address }) => !voted.includes(address));
}

/** Whose decisions are missing, as the store keeps it. */
export function seatsOf(
  { createdAt }: Pick<ApprovalRecord, "createdAt">,
  { provenance }: ApprovalDocument,
  state: ApprovalState,
): ApprovalSeats {
  const { stateMachineName, stateName } = provenance;
  const addresses = openSeatsOf(state).map(({ address }) => address);
  return { addresses, stateMachineName, stateName, createdAt };
}

export function decisionOf(approval: Pick<ApprovalRecord, "decision">): Decision | undefined {
  return approval.decision === null ? undefined : (JSON.parse(approval.decision) as Decision);
}
