// The port to everything durable. It offers intentions, never tables; it may be backed by any database,
// so every call is asynchronous and nothing may be assumed about the process it runs in.

import type { Instant } from "../base/instant.ts";
import type { NumberedLine } from "../execution/line-table.ts";
import type { ExecutionStatus, Fork, Line } from "../execution/state.ts";
import type { AuditCursor, AuditEntryRecord, AuditSealRecord } from "./audit-records.ts";
import type { Change } from "./change.ts";
import type {
  ApiTokenRecord,
  DigestRecord,
  GroupRecord,
  PersonRecord,
  SessionRecord,
  SignInRecord,
} from "./identity-records.ts";
import type { LeasedQueue, LeaseRecord } from "./lease-record.ts";
import type { MapItemRecord, MapResult, MapRunRecord, OpenMapItems } from "./map-run-records.ts";
import type {
  ActivityRecord,
  AliasRecord,
  ApprovalLinkRecord,
  ApprovalRecord,
  DeliveryRecord,
  ExecutionInProgress,
  ExecutionRecord,
  ExecutionSummary,
  HistoryChunk,
  ListedNode,
  NodeRecord,
  PastApprovalRecord,
  ProgressRecord,
  RestApiRecord,
  StackRecord,
  StateMachineRecord,
  StateMachineType,
  StoredRevision,
  SubscriptionRecord,
  TaskRecord,
  TimerRecord,
  TopicRecord,
  VersionRecord,
  WaitingRecord,
} from "./records.ts";
import type { EndedExecution, Removal } from "./removal-records.ts";

/** Changes that take effect together or not at all. */
export type Unit = readonly Change[];

/** `refused`: a guard of the unit did not hold and nothing of it was written. */
export type UnitOutcome = "committed" | "refused";

/** A claim hands out rows due at `at` and promises nobody else gets them before `leaseUntil`. */
export interface Claim {
  readonly at: Instant;
  readonly leaseUntil: Instant;
  readonly limit: number;
}

/** When something becomes due for a loop, for those loops that there is something for. */
export type DueWork = Partial<
  Record<"timers" | "tasks" | "deliveries" | "mapRuns" | "approvals" | "digests", Instant>
>;

/** Rows after a place in a stable order. `after` is the key of the last row of the page before. */
export interface Page {
  readonly after?: string;
  readonly limit: number;
}

/** State machines of the server's own have names that begin so, and are in no list. */
export const BUILT_IN_PREFIX = "countersign.";

/** All that is given has to hold. */
export interface WaitingFilter {
  readonly executionId?: string | undefined;
  readonly stateMachineName?: string | undefined;
  readonly stateName?: string | undefined;
  readonly createdBefore?: Instant | undefined;
  /** Whose decision is missing: an address in lower case. */
  readonly approver?: string | undefined;
  /** `task`: nobody knows for whom it waits. */
  readonly kind?: "approval" | "task" | undefined;
}

export interface Store {
  /**
   * Writes units in order, in one transaction, and returns when it is durable. A refused unit does not
   * affect the others. Outcomes are in the order of the units.
   * @throws when the database cannot be written; then nothing of the call is stored.
   */
  commit(units: readonly Unit[]): Promise<readonly UnitOutcome[]>;

  findStateMachine(name: string): Promise<StateMachineRecord | undefined>;
  findRevision(id: string): Promise<StoredRevision | undefined>;
  /** By name, ascending; `after` is a name. */
  listStateMachines(page: Page): Promise<readonly StateMachineRecord[]>;
  /** The names of those whose deletion has begun. */
  listDeletions(): Promise<readonly string[]>;

  findVersion(stateMachineName: string, number: number): Promise<VersionRecord | undefined>;
  /** The newest version of a revision. */
  findVersionOfRevision(
    stateMachineName: string,
    revisionId: string,
  ): Promise<VersionRecord | undefined>;
  /** Newest first; `after` is a number. */
  listVersions(stateMachineName: string, page: Page): Promise<readonly VersionRecord[]>;
  countVersions(stateMachineName: string): Promise<number>;
  findAlias(stateMachineName: string, name: string): Promise<AliasRecord | undefined>;
  /** All of a machine, or those that lead to a version; by name, ascending; `after` is a name. */
  listAliases(
    filter: { readonly stateMachineName: string; readonly version?: number },
    page: Page,
  ): Promise<readonly AliasRecord[]>;
  countAliases(stateMachineName: string): Promise<number>;

  findActivity(name: string): Promise<ActivityRecord | undefined>;
  /** By name, ascending; `after` is a name. */
  listActivities(page: Page): Promise<readonly ActivityRecord[]>;

  findExecution(id: string): Promise<ExecutionRecord | undefined>;
  /** A STANDARD one: names of others do not tell them apart. */
  findExecutionByName(stateMachineName: string, name: string): Promise<ExecutionRecord | undefined>;
  /** The one that a Task state has started; `parentTask` as in the record. */
  findExecutionByParent(parentTask: string): Promise<ExecutionRecord | undefined>;
  /** Absent after a success. */
  findProgress(executionId: string): Promise<ProgressRecord | undefined>;
  /** The same, for whoever needs the execution as well. */
  findInProgress(executionId: string): Promise<ExecutionInProgress | undefined>;
  findLine(executionId: string, line: number): Promise<Line | undefined>;
  /** Those with numbers from `first` to `last`, ascending. */
  listLines(executionId: string, first: number, last: number): Promise<readonly NumberedLine[]>;
  /** The fork that a line waits for. */
  findFork(executionId: string, line: number): Promise<Fork | undefined>;
  /** Newest first; `after` is an id. */
  listExecutions(
    filter: {
      readonly stateMachineName?: string;
      readonly type?: StateMachineType;
      readonly version?: number;
      readonly alias?: string;
      readonly status?: ExecutionStatus;
      readonly isRedriven?: boolean;
      /** The id of the Map Run that they are child executions of. */
      readonly mapRun?: string;
      /** Whether they are child executions of any Map Run. */
      readonly isChild?: boolean;
    },
    page: Page,
  ): Promise<readonly ExecutionSummary[]>;
  /**
   * The chunks that hold the events from `fromEventId` on (or, in reverse, down from it), whole, until
   * `limit` events are covered. A reverse listing without `fromEventId` begins at the last event.
   */
  readHistory(
    executionId: string,
    range: { readonly fromEventId?: number; readonly isReverse: boolean; readonly limit: number },
  ): Promise<readonly HistoryChunk[]>;

  findMapRun(id: string): Promise<MapRunRecord | undefined>;
  /** Newest first; `after` is the number of its MapRunStarted event. */
  listMapRuns(executionId: string, page: Page): Promise<readonly MapRunRecord[]>;
  /** Those that are due, and those with child executions that have ended and are not counted yet. */
  claimMapRuns(claim: Claim): Promise<readonly MapRunRecord[]>;
  nextMapRunAt(): Promise<Instant | undefined>;
  /** Child executions by status: those that run, and those that are over and not counted yet. */
  countOpenMapItems(mapRun: string): Promise<readonly OpenMapItems[]>;
  /** Over and not counted yet, ascending. */
  listMapItemNews(
    mapRun: string,
    limit: number,
  ): Promise<readonly Pick<MapItemRecord, "item" | "size" | "status">[]>;
  /** To begin, or to be redriven where they have an execution, ascending. */
  listPendingMapItems(mapRun: string, limit: number): Promise<readonly MapItemRecord[]>;
  /** The ids of the executions, ascending by item. */
  listRunningMapItems(mapRun: string, limit: number): Promise<readonly string[]>;
  /** Ascending; `after` is an item. */
  listMapResults(mapRun: string, page: Page): Promise<readonly MapResult[]>;
  /** How many items were put together for each of these executions. */
  listMapItemSizes(
    executionIds: readonly string[],
  ): Promise<readonly { readonly executionId: string; readonly size: number }[]>;

  findTask(executionId: string, task: number): Promise<TaskRecord | undefined>;
  /** The tasks of an activity that no worker has taken, oldest first. */
  listActivityTasks(activityArn: string, limit: number): Promise<readonly TaskRecord[]>;
  /** Open tasks with a token, oldest first; `after` is `executionId.task`. */
  listWaitingTasks(
    filter: { readonly stateMachineName?: string; readonly executionId?: string },
    page: Page,
  ): Promise<readonly TaskRecord[]>;
  /** What waits for somebody, oldest first, with what belongs to it; `after` is `executionId.task`. */
  /** By state machine. It looks at all of them. */
  countPendingApprovals(): Promise<
    readonly {
      readonly stateMachineName: string;
      readonly count: number;
      readonly oldestAt: Instant;
    }[]
  >;
  listWaiting(filter: WaitingFilter, page: Page): Promise<readonly WaitingRecord[]>;
  countWaitingTasks(): Promise<{ readonly count: number; readonly oldestAt: Instant | undefined }>;
  claimTasks(claim: Claim): Promise<readonly TaskRecord[]>;
  /** When the next queued task may be claimed. */
  nextTaskAt(): Promise<Instant | undefined>;

  /** Claimed timers keep their number; their `dueAt` is when they were due. */
  claimTimers(claim: Claim): Promise<readonly TimerRecord[]>;
  nextTimerAt(): Promise<Instant | undefined>;

  findTopic(name: string): Promise<TopicRecord | undefined>;
  /** By name, ascending; `after` is a name. */
  listTopics(page: Page): Promise<readonly TopicRecord[]>;
  findSubscription(id: string): Promise<SubscriptionRecord | undefined>;
  findSubscriptionByEndpoint(
    topicName: string,
    protocol: string,
    endpoint: string,
  ): Promise<SubscriptionRecord | undefined>;
  findSubscriptionByToken(
    topicName: string,
    tokenHash: string,
  ): Promise<SubscriptionRecord | undefined>;
  /** All, or those of one topic; by id, ascending; `after` is an id. */
  listSubscriptions(
    filter: { readonly topicName?: string },
    page: Page,
  ): Promise<readonly SubscriptionRecord[]>;
  /** Every confirmed subscription of a topic. */
  listConfirmedSubscriptions(topicName: string): Promise<readonly SubscriptionRecord[]>;

  findDelivery(id: string): Promise<DeliveryRecord | undefined>;
  /** Newest first; `after` is an id. */
  listDeliveries(
    filter: {
      readonly channels?: readonly DeliveryRecord["channel"][];
      readonly status?: DeliveryRecord["status"];
    },
    page: Page,
  ): Promise<readonly DeliveryRecord[]>;
  claimDeliveries(claim: Claim): Promise<readonly DeliveryRecord[]>;
  nextDeliveryAt(): Promise<Instant | undefined>;

  findApproval(id: string): Promise<ApprovalRecord | undefined>;
  findApprovalByTask(executionId: string, task: number): Promise<ApprovalRecord | undefined>;
  findApprovalLink(hash: string): Promise<ApprovalLinkRecord | undefined>;
  claimApprovals(claim: Claim): Promise<readonly ApprovalRecord[]>;
  nextApprovalAt(): Promise<Instant | undefined>;
  /** Newest first; `after` is an id. */
  listApprovals(
    filter: { readonly status?: ApprovalRecord["status"] },
    page: Page,
  ): Promise<readonly ApprovalRecord[]>;

  /** The newest entry of a request's chain. */
  findAuditHead(approvalId: string): Promise<AuditEntryRecord | undefined>;
  /** In the order of request and number: of one request, or of those after one instant up to another. */
  listAuditEntries(
    filter: {
      readonly approvalId?: string | undefined;
      readonly fromAt?: Instant | undefined;
      readonly untilAt?: Instant | undefined;
    },
    page: { readonly after?: AuditCursor | undefined; readonly limit: number },
  ): Promise<readonly AuditEntryRecord[]>;
  findLastAuditSeal(): Promise<AuditSealRecord | undefined>;
  /** By number, ascending; `after` is a number. */
  listAuditSeals(page: {
    readonly after?: number | undefined;
    readonly limit: number;
  }): Promise<readonly AuditSealRecord[]>;

  /** What an address has asked, newest first; `after` is an id. */
  listRequestedApprovals(address: string, page: Page): Promise<readonly ApprovalRecord[]>;
  /** What an address has voted on, by the latest vote, newest first; `after` is an id. */
  listVotedApprovals(address: string, page: Page): Promise<readonly ApprovalRecord[]>;

  /** Ascending by id. */
  listEndedExecutions(filter: {
    readonly status: ExecutionStatus;
    /** Ids between these two. */
    readonly after: string;
    readonly before: string;
    readonly limit: number;
  }): Promise<readonly EndedExecution[]>;
  /**
   * Removes rows of executions that were removed, up to `limit` of each kind, and keeps what was decided in
   * them. Answers how many; 0 when nothing is left.
   */
  sweepRemovals(limit: number): Promise<number>;
  /** Newest first; `after` is an id. */
  listPastApprovals(
    filter: { readonly executionId?: string },
    page: Page,
  ): Promise<readonly PastApprovalRecord[]>;
  /** Of the `limit` deliveries with ids between two, removes those that were settled before an instant. */
  removeSettledDeliveries(slice: {
    readonly after: string;
    readonly before: string;
    readonly settledBefore: Instant;
    readonly limit: number;
  }): Promise<Removal>;
  /** Of the `limit` links with hashes after one, removes those of approvals that are gone. */
  removeUnusedLinks(slice: { readonly after: string; readonly limit: number }): Promise<Removal>;
  /**
   * The ids of revisions that nobody can start: no machine has them, no version, and their machine has not
   * been changed since an instant. Executions may run them. Ascending.
   */
  listUnusedRevisions(filter: {
    /** Ids between these two. */
    readonly after: string;
    readonly before: string;
    readonly unchangedSince: Instant;
    readonly limit: number;
  }): Promise<readonly string[]>;
  /** Which revision each execution has; by its id, ascending; `after` is an id. */
  listRevisionUses(
    page: Page,
  ): Promise<readonly { readonly id: string; readonly revisionId: string }[]>;
  /** Answers whether it was still unused in this sense. */
  removeUnusedRevision(id: string, unchangedSince: Instant): Promise<boolean>;

  findStack(name: string): Promise<StackRecord | undefined>;
  listStacks(): Promise<readonly StackRecord[]>;
  findRestApi(id: string): Promise<RestApiRecord | undefined>;

  /** Also one that has expired. */
  findSignIn(hash: string): Promise<SignInRecord | undefined>;
  /** Also one that has expired. */
  findSession(hash: string): Promise<SessionRecord | undefined>;
  /** Also one that has expired or was revoked. */
  findApiToken(hash: string): Promise<ApiTokenRecord | undefined>;
  /** By id, ascending; `after` is an id. */
  listApiTokens(page: Page): Promise<readonly ApiTokenRecord[]>;

  claimDigests(claim: Claim): Promise<readonly DigestRecord[]>;
  nextDigestAt(): Promise<Instant | undefined>;

  /** All that are kept here, by address. */
  listPeople(): Promise<readonly PersonRecord[]>;
  /** All that are kept here, by name. */
  listGroups(): Promise<readonly GroupRecord[]>;

  findSetting(key: string): Promise<string | undefined>;

  /** Whether other processes may have the database as well. */
  readonly isShared: boolean;
  /** Says that a node is there; answers with the database's time. */
  beat(node: Pick<NodeRecord, "id" | "host" | "pid" | "version" | "status">): Promise<Instant>;
  removeNode(id: string): Promise<void>;
  /** Removes the nodes that have not been seen for so long by the database's clock; answers their ids. */
  removeSilentNodes(silentMs: number): Promise<readonly string[]>;
  /** What nodes hold that are not there any more is due again. Answers what that is, where there is any. */
  endOrphanedLeases(): Promise<DueWork | undefined>;
  /** Those of the node that has this store open. */
  listLeases(queue: LeasedQueue): Promise<readonly LeaseRecord[]>;
  /** Makes what is leased due, if that node still has the very same lease. */
  endLease(queue: LeasedQueue, lease: LeaseRecord): Promise<void>;
  /** Oldest first. */
  listNodes(): Promise<readonly ListedNode[]>;
  countRunningExecutions(): Promise<number>;

  /**
   * Calls for work that other processes on the same database have stored. A hint that may get lost; a
   * store that belongs to one process never calls.
   */
  onDueWork(listener: (work: DueWork) => void): void;

  close(): Promise<void>;
}
