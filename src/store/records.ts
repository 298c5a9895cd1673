// What is durable, record by record. Instants are milliseconds, JSON is text exactly as it was given
// or made, absent values are `null`: the shapes survive any database unchanged.

import type { Instant } from "../base/instant.ts";
import type { Json } from "../base/json.ts";
import type { HistoryEvent } from "../execution/history-event.ts";
import type { ExecutionStatus, Progress } from "../execution/state.ts";

export type StateMachineType = "STANDARD" | "EXPRESS";

export interface StateMachineRecord {
  /** Unique among the machines that exist. */
  readonly name: string;
  readonly type: StateMachineType;
  /** `DELETING`: nothing new is started, and what runs is being stopped. */
  readonly status: "ACTIVE" | "DELETING";
  /** The highest number a version of it ever had; 0 for none. */
  readonly lastVersion: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** The current revision: new executions run this one, running ones keep theirs. */
  readonly revision: RevisionRecord;
  /** JSON text: logging, tracing, encryption, as the API echoes them. */
  readonly settings: string;
  /** JSON text: an object from key to value. */
  readonly tags: string;
}

export interface RevisionRecord {
  readonly id: string;
  readonly stateMachineName: string;
  /** AWS's revisionId: `null` until the first update. */
  readonly publicId: string | null;
  /** The text, verbatim. */
  readonly definition: string;
  readonly roleArn: string;
  readonly createdAt: Instant;
}

/** What a machine begins with: it is active and has no version. */
export type NewStateMachine = Omit<StateMachineRecord, "status" | "lastVersion">;

/** A revision with the settings that its machine got with it. */
export interface StoredRevision extends RevisionRecord {
  /** JSON text, as in the machine. */
  readonly settings: string;
}

/** A numbered, immutable name of a revision. */
export interface VersionRecord {
  readonly stateMachineName: string;
  /** From 1, rising; a number is not used again. */
  readonly number: number;
  readonly revisionId: string;
  readonly description: string | null;
  readonly createdAt: Instant;
}

/** A movable name for one version, or for two that share its executions. */
export interface AliasRecord {
  readonly stateMachineName: string;
  readonly name: string;
  readonly description: string | null;
  readonly routes: AliasRoutes;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** The weights add up to 100. */
export type AliasRoutes = readonly [AliasRoute] | readonly [AliasRoute, AliasRoute];

export interface AliasRoute {
  /** The number of a version. */
  readonly version: number;
  /** 0 to 100: percent of the executions. */
  readonly weight: number;
}

export interface ActivityRecord {
  readonly name: string;
  readonly createdAt: Instant;
  /** JSON text: an object from key to value. */
  readonly tags: string;
}

/** A server that has the database. Its instants are those of the database. */
export interface NodeRecord {
  readonly id: string;
  /** The name of its machine. */
  readonly host: string;
  readonly pid: number;
  /** That of the program. */
  readonly version: string;
  /** `draining`: it still answers and is about to stop. */
  readonly status: "serving" | "draining";
  readonly startedAt: Instant;
  /** When it last said that it is there. */
  readonly seenAt: Instant;
}

/** A node with the number of leases that it holds. */
export interface ListedNode extends NodeRecord {
  readonly tasks: number;
  readonly deliveries: number;
  readonly mapRuns: number;
}

export interface ExecutionRecord {
  readonly id: string;
  readonly stateMachineName: string;
  /** That of its state machine. */
  readonly type: StateMachineType;
  /** Of STANDARD ones, unique per state machine name, also after the machine is gone. */
  readonly name: string;
  readonly revisionId: string;
  /** The number of the version that was asked for, or that the alias chose. */
  readonly stateMachineVersion: number | null;
  /** The name of the alias that it was started by. */
  readonly stateMachineAlias: string | null;
  /** What the caller gave for X-Ray, verbatim. */
  readonly traceHeader: string | null;
  /** The Task state that has started it: `executionId.task`. */
  readonly parentTask: string | null;
  /** Who started it: an access key id, or how the call arrived. */
  readonly startedBy: string;
  readonly input: string;
  readonly startedAt: Instant;
  readonly stoppedAt: Instant | null;
  readonly status: ExecutionStatus;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly redriveCount: number;
  readonly redrivenAt: Instant | null;
  /** The id of the Map Run that it is a child execution of. */
  readonly mapRun: string | null;
}

/** How far an execution has come. Kept while it runs, and after a failure for a redrive. */
export interface ProgressRecord {
  /** Rises by one with every commit: what optimistic concurrency compares. */
  readonly version: number;
  readonly progress: Progress;
}

/** A progress and its execution, read at once. */
export interface ExecutionInProgress extends ProgressRecord {
  readonly execution: ExecutionRecord;
  /** The input of the execution, which its frame may share. */
  readonly input: Json;
}

/** The columns of a list; input and output stay on disk. */
export type ExecutionSummary = Pick<
  ExecutionRecord,
  | "id"
  | "stateMachineName"
  | "type"
  | "name"
  | "stateMachineVersion"
  | "stateMachineAlias"
  | "startedAt"
  | "stoppedAt"
  | "status"
  | "redriveCount"
  | "redrivenAt"
  | "mapRun"
>;

/** The history events of one commit, in order. */
export interface HistoryChunk {
  readonly executionId: string;
  readonly firstEventId: number;
  readonly lastEventId: number;
  readonly events: readonly HistoryEvent[];
}

/** A task that its resource still has to be called for, or that waits for its token. */
/** Those whose decision on a request is missing, and what their lists are narrowed by. */
export interface ApprovalSeats {
  /** In lower case. */
  readonly addresses: readonly string[];
  readonly stateMachineName: string;
  readonly stateName: string;
  /** Of the request. */
  readonly createdAt: Instant;
}

export interface TaskRecord {
  readonly executionId: string;
  readonly task: number;
  /** Who waits for it within its execution. */
  readonly line: number;
  readonly stateMachineName: string;
  readonly stateName: string;
  readonly resource: string;
  /**
   * `queued`: its resource is to be called, or a worker of its activity to take it.
   * `waiting`: open until its token comes back.
   * `running`: open until the execution that it has started ends. `ended`: that has ended, and is due.
   * `closed`: a token task that is over, kept to explain itself to whoever comes late; while it is due,
   * what it has started is still to be stopped.
   */
  readonly status: "queued" | "waiting" | "running" | "ended" | "closed";
  readonly hasToken: boolean;
  /** JSON text while queued; of an activity's task as long as it is open. */
  readonly parameters: string | null;
  /** A short line that tells a person what is asked: an SNS subject, an approval's title. */
  readonly subject: string | null;
  /** Whether people are asked, who decide. */
  readonly hasApproval?: true;
  readonly createdAt: Instant;
  /**
   * When somebody may take it (again). A claim moves it to the end of its lease. Tasks of activities are
   * taken by workers and are not due.
   */
  readonly dueAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly closing: TaskClosing | null;
}

/** How a token task ended and through whom. */
export interface TaskClosing {
  readonly reason: "succeeded" | "failed" | "timedOut" | "cancelled";
  /** `api`, `link`, `page`, `cli`, `timer`, `engine`. */
  readonly via: string;
  /** The person or access key, where known. */
  readonly by: string | null;
  /** Why it was answered past the people who were asked, where that was said. */
  readonly comment?: string;
}

export interface TimerRecord {
  readonly executionId: string;
  readonly timer: number;
  /** Whom it wakes within its execution. */
  readonly line: number;
  readonly dueAt: Instant;
}

export interface TopicRecord {
  readonly name: string;
  readonly createdAt: Instant;
  /** JSON text: an object of topic attributes (`DisplayName`, …). */
  readonly attributes: string;
  /** JSON text: an object from key to value. */
  readonly tags: string;
}

export type SubscriptionProtocol = "email" | "email-json" | "http" | "https";

export interface SubscriptionRecord {
  /** The UUID at the end of the subscription's ARN. */
  readonly id: string;
  readonly topicName: string;
  readonly protocol: SubscriptionProtocol;
  readonly endpoint: string;
  readonly createdAt: Instant;
  readonly confirmedAt: Instant | null;
  /** SHA-256 (hex) of the confirmation token; the token itself is only in the confirmation. */
  readonly tokenHash: string;
  readonly tokenExpiresAt: Instant;
  /** JSON text: an object of subscription attributes. */
  readonly attributes: string;
}

/** One message on its way to one address. */
export interface DeliveryRecord {
  readonly id: string;
  readonly channel: SubscriptionProtocol;
  readonly endpoint: string;
  /** What it is about, for lists and metrics. */
  readonly kind: "notification" | "confirmation" | "approval" | "signIn";
  readonly topicName: string | null;
  readonly subscriptionId: string | null;
  /** JSON text: all that its channel needs to send it. */
  readonly content: string;
  /** `failed`: refused for good, or out of attempts; shown to operators. */
  readonly status: "queued" | "sent" | "failed";
  readonly attempts: number;
  readonly createdAt: Instant;
  /** While queued: when the next attempt may start. A claim moves it to the end of its lease. */
  readonly dueAt: Instant | null;
  readonly settledAt: Instant | null;
  readonly lastError: string | null;
}

export interface ApprovalRecord {
  readonly id: string;
  readonly executionId: string;
  readonly task: number;
  readonly status: "pending" | "decided" | "expired" | "cancelled";
  readonly title: string;
  /** Who is asked now, by e-mail address, with commas between. */
  readonly approver: string;
  /** JSON text: the checked request document. */
  readonly document: string;
  /** JSON text: how far it has come. */
  readonly state: string;
  /** Rises by one with everything that happens to it: what optimistic concurrency compares. */
  readonly version: number;
  /** When something is to happen by itself. A claim moves it to the end of its lease. */
  readonly dueAt: Instant | null;
  readonly createdAt: Instant;
  readonly closedAt: Instant | null;
  /** JSON text: the decision once there is one. */
  readonly decision: string | null;
}

/** What is kept of an approval when its execution is removed. */
export interface PastApprovalRecord extends Omit<ApprovalRecord, "document" | "version" | "dueAt"> {
  readonly stateMachineName: string;
  readonly executionName: string;
  /** Of the document as it was stored, in hex. */
  readonly documentSha256: string;
}

/** A task that waits, with what its lists show of what it belongs to. */
export interface WaitingRecord {
  readonly task: TaskRecord;
  readonly executionName: string | undefined;
  readonly approval: ApprovalRecord | undefined;
}

/** A link in a mail. Only its hash is stored. */
export interface ApprovalLinkRecord {
  /** SHA-256 (hex) of the opaque id in the URL. */
  readonly hash: string;
  readonly approvalId: string;
  readonly approver: string;
  /** Wrong codes that were tried with it, and when the last was. */
  readonly misses: number;
  readonly missedAt: Instant | null;
  /** What is asked can be changed: the link is for this form of it. */
  readonly revision: number;
  /** `requester`: the link is for whoever has asked, and decides nothing. */
  readonly role: "approver" | "requester";
}

export interface StackRecord {
  readonly name: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly template: string;
  /** JSON text: parameter values. */
  readonly parameters: string;
  /** JSON text: logical id to { type, physicalId, attributes }. */
  readonly resources: string;
  /** JSON text: output name to value. */
  readonly outputs: string;
}

/** A hosted REST API and its one deployed stage. */
export interface RestApiRecord {
  /** Ten lower-case letters and digits, as on AWS. */
  readonly id: string;
  readonly name: string;
  readonly stage: string;
  /** JSON text: the OpenAPI document with AWS's extensions. */
  readonly definition: string;
  /** JSON text: stage variables. */
  readonly variables: string;
  readonly createdAt: Instant;
}
