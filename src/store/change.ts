// Everything that can be written, as intentions. A unit of changes is all or nothing; the changes marked
// "guard" decide: when one of them does not hold, its unit writes nothing.

import type { Instant } from "../base/instant.ts";
import type { LineChange } from "../execution/line-table.ts";
import type { Progress } from "../execution/state.ts";
import type { AuditEntryRecord, AuditSealRecord } from "./audit-records.ts";
import type {
  ApiTokenRecord,
  GroupRecord,
  PersonRecord,
  SessionRecord,
  SignInRecord,
} from "./identity-records.ts";
import type { MapItemRecord, MapRunRecord } from "./map-run-records.ts";
import type {
  ActivityRecord,
  AliasRecord,
  AliasRoutes,
  ApprovalLinkRecord,
  ApprovalRecord,
  ApprovalSeats,
  DeliveryRecord,
  ExecutionRecord,
  HistoryChunk,
  NewStateMachine,
  RestApiRecord,
  RevisionRecord,
  StackRecord,
  SubscriptionRecord,
  TaskClosing,
  TaskRecord,
  TimerRecord,
  TopicRecord,
  VersionRecord,
} from "./records.ts";

export type Change =
  /** Guard: the name is free. */
  | { readonly kind: "createStateMachine"; readonly stateMachine: NewStateMachine }
  /** Guard: the machine is active and its current revision still the expected one. */
  | {
      readonly kind: "reviseStateMachine";
      readonly name: string;
      readonly expectedRevision: string;
      readonly revision: RevisionRecord;
      readonly settings: string;
      readonly updatedAt: Instant;
    }
  /** Guard: its tags are still the ones that were read. */
  | {
      readonly kind: "tagStateMachine";
      readonly name: string;
      readonly tags: string;
      readonly replaces: string;
    }
  /** From now on nothing of it is changed or started. */
  | { readonly kind: "beginDeletion"; readonly name: string }
  /**
   * Guard: its deletion has begun. With its versions and aliases; its revisions stay while executions refer
   * to them.
   */
  | { readonly kind: "deleteStateMachine"; readonly name: string }

  /**
   * Guard: the machine is active, its current revision is that of the version, and the number is the
   * next one. In a unit it stands behind the change that makes the revision.
   */
  | { readonly kind: "publishVersion"; readonly version: VersionRecord }
  /** Guard: the version is there. Writes nothing. */
  | {
      readonly kind: "holdVersion";
      readonly stateMachineName: string;
      readonly number: number;
    }
  /** Guard: the version is there and no alias leads to it. */
  | {
      readonly kind: "deleteVersion";
      readonly stateMachineName: string;
      readonly number: number;
    }
  /** Guard: the machine has no alias of that name. */
  | { readonly kind: "createAlias"; readonly alias: AliasRecord }
  /** Guard: the alias is there. What is not given stays. */
  | {
      readonly kind: "updateAlias";
      readonly stateMachineName: string;
      readonly name: string;
      readonly description?: string;
      readonly routes?: AliasRoutes;
      readonly updatedAt: Instant;
    }
  /** Guard: the alias is there. */
  | { readonly kind: "deleteAlias"; readonly stateMachineName: string; readonly name: string }

  /** Guard: the name is free. */
  | { readonly kind: "createActivity"; readonly activity: ActivityRecord }
  /** Guard: the tags are still those it replaces. */
  | {
      readonly kind: "tagActivity";
      readonly name: string;
      readonly tags: string;
      readonly replaces: string;
    }
  | { readonly kind: "deleteActivity"; readonly name: string }

  /** Guard: no execution of that machine name has the name. */
  | {
      readonly kind: "createExecution";
      readonly execution: ExecutionRecord;
      readonly progress: Progress;
      /** The frame's input is that of the execution, and is kept once. */
      readonly sharesInput?: boolean;
    }
  /** Guard: the version is still the expected one. Sets it to the next. */
  | {
      readonly kind: "advanceExecution";
      readonly executionId: string;
      readonly expectedVersion: number;
      readonly progress: Progress;
      /** Whether it begins a redrive: the end that there was is forgotten. */
      readonly isRedrive?: boolean;
    }
  /**
   * Guard: it ended before that instant, and nobody has anything left to do with it. Its name is free; what
   * else there is of it is left to `sweepRemovals`.
   */
  | {
      readonly kind: "removeExecution";
      readonly executionId: string;
      readonly stateMachineName: string;
      readonly name: string;
      readonly endedBefore: Instant;
    }
  | {
      readonly kind: "changeLines";
      readonly executionId: string;
      readonly changes: readonly LineChange[];
    }
  | {
      readonly kind: "appendHistory";
      readonly chunk: HistoryChunk;
      /** That of the execution, where the chunk is the first: it is kept once. */
      readonly input?: string;
    }
  | { readonly kind: "putTask"; readonly task: TaskRecord }
  /** The resource has answered; the token is awaited, or the end of what a `.sync` task has started. */
  | {
      readonly kind: "awaitToken";
      readonly executionId: string;
      readonly task: number;
      readonly subject: string | null;
      /** Whether people are asked, who decide. */
      readonly hasApproval?: boolean;
    }
  /** Guard: nobody has taken the task of an activity yet. It waits for its token. */
  | { readonly kind: "takeTask"; readonly executionId: string; readonly task: number }
  /** Who has taken the task of an activity is gone before it was handed over: another may take it. */
  | { readonly kind: "releaseTask"; readonly executionId: string; readonly task: number }
  /** Guard: the task is open. Writes nothing. */
  | { readonly kind: "holdTask"; readonly executionId: string; readonly task: number }
  /** What a `.sync` task has started is over: the task is due, if it is still open. */
  | {
      readonly kind: "endJob";
      readonly executionId: string;
      readonly task: number;
      readonly at: Instant;
    }
  /**
   * Keeps token tasks as `closed`, removes others. A `.sync` task that is cancelled is due: what it has
   * started is to be stopped.
   */
  | {
      readonly kind: "closeTask";
      readonly executionId: string;
      readonly task: number;
      /** As the task has it. */
      readonly hasToken: boolean;
      readonly closing: TaskClosing;
      readonly at: Instant;
    }
  /** Nothing is left to be done for a closed task. */
  | { readonly kind: "settleTask"; readonly executionId: string; readonly task: number }
  /** Gives a claimed task back, to be taken again at `dueAt`. */
  | {
      readonly kind: "requeueTask";
      readonly executionId: string;
      readonly task: number;
      readonly dueAt: Instant;
    }
  | { readonly kind: "createMapRun"; readonly mapRun: MapRunRecord }
  /**
   * Guard: the version is still the expected one. Sets it to the next, and everything else that changes
   * while the Map Run goes on. Whoever has claimed it keeps it with `isLeased`.
   */
  | {
      readonly kind: "advanceMapRun";
      readonly mapRun: MapRunRecord;
      readonly isLeased: boolean;
    }
  /** Guard: it is running. What is not given stays. It is due. */
  | {
      readonly kind: "updateMapRun";
      readonly id: string;
      readonly maxConcurrency?: number;
      readonly toleratedFailureCount?: number;
      readonly toleratedFailurePercentage?: number;
      readonly at: Instant;
    }
  /** Ends one that is running: it is due, to stop its child executions. */
  | { readonly kind: "abortMapRun"; readonly id: string; readonly at: Instant }
  /** It goes on although it was over: it is due. */
  | { readonly kind: "redriveMapRun"; readonly id: string; readonly at: Instant }
  | {
      readonly kind: "addMapItems";
      readonly mapRun: string;
      readonly items: readonly Pick<MapItemRecord, "item" | "size" | "input">[];
    }
  | { readonly kind: "clearMapItems"; readonly mapRun: string }
  /** What is still needed of a Map Run's request once its items are there. */
  | { readonly kind: "trimMapRun"; readonly mapRun: string; readonly request: string }
  /** Those that have not begun do not begin. */
  | { readonly kind: "holdMapItems"; readonly mapRun: string }
  /** Those that have not succeeded are to begin again. */
  | { readonly kind: "releaseMapItems"; readonly mapRun: string }
  /** Guard: the item is to begin. */
  | {
      readonly kind: "startMapItem";
      readonly mapRun: string;
      readonly item: number;
      readonly executionId: string;
    }
  /** The child execution is over; its Map Run has yet to count it. */
  | {
      readonly kind: "settleMapItem";
      readonly executionId: string;
      readonly status: MapItemRecord["status"];
      readonly at: Instant;
    }
  /** Items from `first` to `last`, all of them over, have been counted. */
  | {
      readonly kind: "countMapItems";
      readonly mapRun: string;
      readonly first: number;
      readonly last: number;
    }

  /** Sets or moves. */
  | { readonly kind: "putTimer"; readonly timer: TimerRecord }
  | { readonly kind: "removeTimer"; readonly executionId: string; readonly timer: number }

  /** Guard: the name is free. */
  | { readonly kind: "createTopic"; readonly topic: TopicRecord }
  /** Guard: attributes and tags are still the ones that were read. */
  | {
      readonly kind: "updateTopic";
      readonly name: string;
      readonly attributes: string;
      readonly tags: string;
      readonly replaces: Pick<TopicRecord, "attributes" | "tags">;
    }
  /** Removes its subscriptions too. */
  | { readonly kind: "deleteTopic"; readonly name: string }
  /** Guard: the address is not subscribed to the topic yet. */
  | { readonly kind: "createSubscription"; readonly subscription: SubscriptionRecord }
  /** Sets the whole record. Guard, where `replaces` is given: what is stored is still that one. */
  | {
      readonly kind: "putSubscription";
      readonly subscription: SubscriptionRecord;
      readonly replaces?: SubscriptionRecord;
    }
  | { readonly kind: "deleteSubscription"; readonly id: string }
  | { readonly kind: "createDelivery"; readonly delivery: DeliveryRecord }
  /** The outcome of an attempt: sent, failed, or queued again at `dueAt`. One that is over stays so. */
  | {
      readonly kind: "settleDelivery";
      readonly id: string;
      readonly status: DeliveryRecord["status"];
      readonly dueAt: Instant | null;
      readonly at: Instant;
      readonly lastError: string | null;
    }

  /** Guard: the task has no approval yet. */
  | {
      readonly kind: "createApproval";
      readonly approval: ApprovalRecord;
      readonly links: readonly ApprovalLinkRecord[];
      /** Nobody's decision is missing when absent. */
      readonly seats?: ApprovalSeats;
      /** The address of whoever has asked, in lower case. */
      readonly requester?: string;
      readonly audit?: readonly AuditEntryRecord[];
    }
  /** Guard: it is pending and its version is still the expected one. Sets that to the next. */
  | {
      readonly kind: "advanceApproval";
      readonly approval: Pick<
        ApprovalRecord,
        | "id"
        | "executionId"
        | "task"
        | "status"
        | "approver"
        | "state"
        | "dueAt"
        | "closedAt"
        | "decision"
      >;
      readonly expectedVersion: number;
      readonly links: readonly ApprovalLinkRecord[];
      /** Those of before when absent. */
      readonly seats?: ApprovalSeats;
      /** Those whose votes have changed; without an instant they have none any more. */
      readonly voters?: readonly { readonly address: string; readonly votedAt?: Instant }[];
      /** What is asked, where that is another now. */
      readonly asked?: Pick<ApprovalRecord, "title" | "document">;
      readonly audit?: readonly AuditEntryRecord[];
    }
  /** Guard: there is no seal of its number. */
  | { readonly kind: "sealAudit"; readonly seal: AuditSealRecord }
  /** Forgets what has expired as well. */
  | { readonly kind: "createSignIn"; readonly signIn: SignInRecord; readonly at: Instant }
  /** Guard: it is there, of this browser and address, and has not expired. Removes it. */
  | ({ readonly kind: "useSignIn"; readonly at: Instant } & Omit<SignInRecord, "expiresAt">)
  | { readonly kind: "createSession"; readonly session: SessionRecord }
  | { readonly kind: "seeSession"; readonly hash: string; readonly at: Instant }
  | { readonly kind: "endSession"; readonly hash: string }
  | { readonly kind: "endSessionsOf"; readonly address: string }
  | { readonly kind: "createApiToken"; readonly token: ApiTokenRecord }
  /** Guard: there is one that is not revoked. */
  | { readonly kind: "revokeApiToken"; readonly id: string; readonly at: Instant }
  /** Somebody's digest is due then, or earlier where it is already. */
  | { readonly kind: "scheduleDigest"; readonly address: string; readonly dueAt: Instant }
  /** Guard: nothing has happened to it since it was read. `null`: nothing waits for that person. */
  | {
      readonly kind: "advanceDigest";
      readonly address: string;
      readonly expectedVersion: number;
      readonly dueAt: Instant | null;
    }
  /** Sets the whole record. */
  | { readonly kind: "putPerson"; readonly person: PersonRecord }
  /** Guard: there is one. */
  | { readonly kind: "removePerson"; readonly address: string }
  /** Sets the whole record. */
  | { readonly kind: "putGroup"; readonly group: GroupRecord }
  /** Guard: there is one. */
  | { readonly kind: "removeGroup"; readonly name: string }

  /** A wrong code was tried with a link. */
  | { readonly kind: "missApprovalLink"; readonly hash: string; readonly at: Instant }
  /** Guard: the approval is closed, and as it was read. Nothing is due for it any more. */
  | {
      readonly kind: "settleApproval";
      readonly id: string;
      readonly expectedVersion: number;
      readonly audit?: readonly AuditEntryRecord[];
    }
  /** Closes the pending approval of a task, where there is one. It is due at once, to be settled. */
  | {
      readonly kind: "closeApproval";
      readonly executionId: string;
      readonly task: number;
      readonly status: "expired" | "cancelled" | "decided";
      readonly decision: string | null;
      readonly at: Instant;
    }

  /** Sets the whole record. Guard: what is stored is still the one that it replaces, or none. */
  | {
      readonly kind: "putStack";
      readonly stack: StackRecord;
      readonly replaces: StackRecord | undefined;
    }
  /** Guard: what is stored is still that one. */
  | { readonly kind: "deleteStack"; readonly stack: StackRecord }
  /** Sets the whole record. */
  | { readonly kind: "putRestApi"; readonly restApi: RestApiRecord }
  | { readonly kind: "deleteRestApi"; readonly id: string }

  /** Guard: the key has no value yet. */
  | { readonly kind: "createSetting"; readonly key: string; readonly value: string };
