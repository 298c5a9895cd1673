// Records for the contract suite: complete ones, of which a test changes what it is about.

import type { HistoryEvent } from "../../execution/history-event.ts";
import type { Frame, Progress } from "../../execution/state.ts";
import type { Change } from "../change.ts";
import type {
  ApprovalRecord,
  DeliveryRecord,
  ExecutionRecord,
  HistoryChunk,
  RevisionRecord,
  StateMachineRecord,
  SubscriptionRecord,
  TaskClosing,
  TaskRecord,
  TopicRecord,
} from "../records.ts";

/** Made of ordinary letters, so that samples sort as they are numbered. */
export function sampleId(number: number): string {
  return `01k${String(number).padStart(23, "0")}`;
}

export function sampleRevision(changes: Partial<RevisionRecord> = {}): RevisionRecord {
  return {
    id: sampleId(900),
    stateMachineName: "expense",
    publicId: null,
    definition: '{"StartAt":"Review"}',
    roleArn: "arn:aws:iam::000000000000:role/workflow",
    createdAt: 1_000,
    ...changes,
  };
}

export function sampleStateMachine(changes: Partial<StateMachineRecord> = {}): StateMachineRecord {
  return {
    name: "expense",
    type: "STANDARD",
    status: "ACTIVE",
    lastVersion: 0,
    createdAt: 1_000,
    updatedAt: 1_000,
    revision: sampleRevision(),
    settings: "{}",
    tags: '{"team":"finance"}',
    ...changes,
  };
}

export function sampleExecution(changes: Partial<ExecutionRecord> = {}): ExecutionRecord {
  return {
    id: sampleId(1),
    stateMachineName: "expense",
    type: "STANDARD",
    name: "first",
    revisionId: sampleId(900),
    stateMachineVersion: null,
    stateMachineAlias: null,
    traceHeader: null,
    parentTask: null,
    startedBy: "AKIDEXAMPLE",
    input: '{"amount":12.50}',
    startedAt: 2_000,
    stoppedAt: null,
    status: "RUNNING",
    output: null,
    error: null,
    cause: null,
    redriveCount: 0,
    redrivenAt: null,
    mapRun: null,
    ...changes,
  };
}

export const SAMPLE_FRAME: Frame = {
  stateName: "Review",
  input: { amount: 12.5 },
  enteredAt: 2_000,
  enteredEventId: 2,
  enteredFromEventId: 0,
  variables: {},
  previousEventId: 3,
  retryCounts: [0, 2],
  waitingFor: { kind: "task", task: 1, isByToken: true, isSubmitted: true },
};

export const SAMPLE_PROGRESS: Progress = {
  status: "RUNNING",
  lastEventId: 3,
  lastTask: 1,
  lastTimer: 1,
  timeoutTimer: 1,
  frame: SAMPLE_FRAME,
};

/** The `number`-th execution of the sample machine. */
export function createExecution(
  number: number,
  changes: Partial<ExecutionRecord> = {},
  progress = SAMPLE_PROGRESS,
): Change {
  const own = { id: sampleId(number), name: `run-${number}` };
  const execution = sampleExecution({ ...own, ...changes });
  return { kind: "createExecution", execution, progress };
}

export function sampleTask(changes: Partial<TaskRecord> = {}): TaskRecord {
  return {
    executionId: sampleId(1),
    task: 1,
    line: 0,
    stateMachineName: "expense",
    stateName: "Review",
    resource: "arn:aws:states:::sns:publish.waitForTaskToken",
    status: "queued",
    hasToken: true,
    parameters: '{"Message":"please"}',
    subject: null,
    createdAt: 2_000,
    dueAt: 2_000,
    closedAt: null,
    closing: null,
    ...changes,
  };
}

export function waitingTask(changes: Partial<TaskRecord> = {}): TaskRecord {
  return sampleTask({ status: "waiting", parameters: null, dueAt: null, ...changes });
}

export function putTask(changes: Partial<TaskRecord> = {}): Change {
  return { kind: "putTask", task: sampleTask(changes) };
}

export function putTimer(executionId: string, timer: number, dueAt: number): Change {
  return { kind: "putTimer", timer: { executionId, timer, line: 0, dueAt } };
}

export const sampleClosing: TaskClosing = {
  reason: "succeeded",
  via: "link",
  by: "ann@example.com",
};

/** Closes a task that has a token. */
export function closeTask(task: number, closing: TaskClosing = sampleClosing, at = 5_000): Change {
  return { kind: "closeTask", executionId: sampleId(1), task, hasToken: true, closing, at };
}

/** Closes a task that has none. */
export function closePlainTask(task: number): Change {
  const of = { executionId: sampleId(1), task, hasToken: false };
  return { kind: "closeTask", ...of, closing: sampleClosing, at: 5_000 };
}

export function sampleChunk(firstEventId: number, lastEventId: number): HistoryChunk {
  const events: HistoryEvent[] = [];
  for (let id = firstEventId; id <= lastEventId; id++) {
    const type = "PassStateEntered";
    events.push({ id, previousEventId: id - 1, type, at: 1_000 + id, details: {} });
  }
  return { executionId: sampleId(1), firstEventId, lastEventId, events };
}

export function sampleTopic(changes: Partial<TopicRecord> = {}): TopicRecord {
  return {
    name: "approvals",
    createdAt: 1_000,
    attributes: '{"DisplayName":"Approvals"}',
    tags: "{}",
    ...changes,
  };
}

export function sampleSubscription(changes: Partial<SubscriptionRecord> = {}): SubscriptionRecord {
  return {
    id: "11111111-0000-4000-8000-000000000001",
    topicName: "approvals",
    protocol: "email",
    endpoint: "ann@example.com",
    createdAt: 1_000,
    confirmedAt: null,
    tokenHash: "a".repeat(64),
    tokenExpiresAt: 9_000,
    attributes: "{}",
    ...changes,
  };
}

export function sampleDelivery(changes: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return {
    id: sampleId(1),
    channel: "email",
    endpoint: "ann@example.com",
    kind: "notification",
    topicName: "approvals",
    subscriptionId: "11111111-0000-4000-8000-000000000001",
    content: '{"subject":"Please approve"}',
    status: "queued",
    attempts: 0,
    createdAt: 2_000,
    dueAt: 2_000,
    settledAt: null,
    lastError: null,
    ...changes,
  };
}

export function createDelivery(changes: Partial<DeliveryRecord> = {}): Change {
  return { kind: "createDelivery", delivery: sampleDelivery(changes) };
}

export function sampleApproval(changes: Partial<ApprovalRecord> = {}): ApprovalRecord {
  return {
    id: sampleId(1),
    executionId: sampleId(1),
    task: 1,
    status: "pending",
    title: "Expense of 12.50",
    approver: "ann@example.com",
    document: '{"title":"Expense of 12.50"}',
    state: '{"status":"pending"}',
    version: 1,
    dueAt: null,
    createdAt: 2_000,
    closedAt: null,
    decision: null,
    ...changes,
  };
}

function linkOf({ id: approvalId, approver }: ApprovalRecord, hash: string) {
  return {
    hash,
    approvalId,
    approver,
    misses: 0,
    missedAt: null,
    revision: 1,
    role: "approver" as const,
  };
}

/** A step of the sample that decides it. */
export function advanceApproval(
  changes: Partial<ApprovalRecord> = {},
  expectedVersion = 1,
  ...hashes: string[]
): Change {
  const decided = { status: "decided" as const, closedAt: 5_000, decision: SAMPLE_DECISION };
  const approval = sampleApproval({ ...decided, ...changes });
  const links = hashes.map((hash) => linkOf(approval, hash));
  return { kind: "advanceApproval", approval, expectedVersion, links };
}

export const SAMPLE_DECISION = '{"choice":"approve"}';

export function createApproval(changes: Partial<ApprovalRecord> = {}, ...hashes: string[]): Change {
  const approval = sampleApproval(changes);
  return {
    kind: "createApproval",
    approval,
    links: hashes.map((hash) => linkOf(approval, hash)),
  };
}
