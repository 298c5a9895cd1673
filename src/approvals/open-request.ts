// A request for which nobody has written a workflow: it is carried by a state machine of this server's own,
// with one state, which asks. So it is kept, reminded of, decided and looked at like every other.

import { createHash } from "node:crypto";
import { type ArnScope, topicArn } from "../base/arn.ts";
import { assert } from "../base/assert.ts";
import type { Clock } from "../base/instant.ts";
import { type Json, type JsonObject, jsonEquals } from "../base/json.ts";
import { newId } from "../base/ulid.ts";
import type { Commit } from "../engine/commit-queue.ts";
import type { Engine } from "../engine/engine.ts";
import type { Change } from "../store/change.ts";
import type {
  ApprovalRecord,
  NewStateMachine,
  RevisionRecord,
  StateMachineRecord,
} from "../store/records.ts";
import { BUILT_IN_PREFIX, type Store } from "../store/store.ts";
import type { FindDirectory } from "./directory-file.ts";
import { planApproval } from "./plan-approval.ts";

export interface OpenRequestDeps {
  readonly store: Pick<
    Store,
    "findApprovalByTask" | "findExecution" | "findStateMachine" | "findTopic"
  >;
  readonly engine: Pick<Engine, "startExecution">;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly scope: ArnScope;
  readonly findDirectory: FindDirectory;
}

export interface RequestToOpen {
  /** What stands under `approval` in a message. */
  readonly approval: JsonObject;
  /** Whoever repeats it gets the request that it opened first, as long as that is kept. */
  readonly key?: string | undefined;
  readonly startedBy: string;
}

export type OpenedRequest =
  /** `isNew`: not one that the same key has opened before. */
  | { readonly kind: "opened"; readonly approval: ApprovalRecord; readonly isNew: boolean }
  /** The key has opened another request. */
  | { readonly kind: "keyTaken" }
  /** Each names the place in the document. */
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

/** Of the state machine and of its topic. */
const MACHINE_NAME = `${BUILT_IN_PREFIX}requests`;
const TOPIC_NAME = "countersign-requests";

/** What an execution can begin with. */
const BYTES_MAX = 262_144;

export async function openRequest(
  deps: OpenRequestDeps,
  { approval, key, startedBy }: RequestToOpen,
): Promise<OpenedRequest> {
  const problems = await findProblems(approval, deps.findDirectory);
  if (problems.length > 0) return { kind: "invalid", problems };
  const name = key === undefined ? undefined : nameOf(key);
  const started = await deps.engine.startExecution({
    stateMachine: await ensureMachine(deps),
    input: JSON.stringify(approval),
    startedBy,
    ...(name !== undefined && { name }),
  });
  assert(started.kind !== "orphaned", "a request has no parent");
  if (started.kind === "exists") {
    const { id, input } = started.execution;
    if (!jsonEquals(JSON.parse(input) as Json, approval)) return { kind: "keyTaken" };
    return opened(deps, id, false);
  }
  return opened(deps, started.executionId, true);
}

async function opened(
  { store }: OpenRequestDeps,
  executionId: string,
  isNew: boolean,
): Promise<OpenedRequest> {
  const approval = await store.findApprovalByTask(executionId, 1);
  if (approval) return { kind: "opened", approval, isNew };
  // The people have changed since it was checked.
  const execution = await store.findExecution(executionId);
  return { kind: "invalid", problems: [execution?.cause ?? "it could not be asked"] };
}

async function findProblems(
  approval: JsonObject,
  findDirectory: FindDirectory,
): Promise<readonly string[]> {
  if (Buffer.byteLength(JSON.stringify(approval)) > BYTES_MAX) {
    return [`approval must not be larger than ${BYTES_MAX} bytes`];
  }
  // Loaded with the first one: its schemas would lengthen the start of every server.
  const { parseDocument } = await import("./document.ts");
  const parsed = parseDocument({ taskToken: "", approval });
  if (parsed.kind === "problems") return parsed.problems;
  const planned = planApproval(parsed.request, findDirectory(), false);
  return planned.kind === "problems" ? planned.problems : [];
}

/** Execution names have 80 characters of few kinds, keys may be anything. */
function nameOf(key: string): string {
  return `key-${createHash("sha256").update(key).digest("hex")}`;
}

/** The state machine and its topic, made where they are missing or not as they should be. */
async function ensureMachine(
  deps: OpenRequestDeps,
): Promise<Pick<StateMachineRecord, "name" | "type" | "revision">> {
  const { commit, scope, store, clock } = deps;
  const [machine, topic] = await Promise.all([
    store.findStateMachine(MACHINE_NAME),
    store.findTopic(TOPIC_NAME),
  ]);
  const definition = definitionOf(scope);
  const isThere = machine?.revision.definition === definition && machine.status === "ACTIVE";
  if (isThere && topic) return machine;
  const at = clock();
  const changes: readonly (Change | false)[] = [
    !topic && {
      kind: "createTopic",
      topic: { name: TOPIC_NAME, createdAt: at, attributes: "{}", tags: "{}" },
    },
    !isThere && machineChange(machine, newRevision(scope, definition, at)),
  ];
  // Refused: somebody else has made them just now.
  await commit(changes.filter((change) => change !== false));
  const made = await store.findStateMachine(MACHINE_NAME);
  assert(made?.revision.definition === definition, "the state machine of requests is there");
  return made;
}

function machineChange(machine: StateMachineRecord | undefined, revision: RevisionRecord): Change {
  const at = revision.createdAt;
  if (machine) {
    const { name, settings, revision: current } = machine;
    const kind = "reviseStateMachine";
    return { kind, name, expectedRevision: current.id, revision, settings, updatedAt: at };
  }
  const times = { createdAt: at, updatedAt: at };
  const fresh = { name: MACHINE_NAME, type: "STANDARD", ...times, revision } as const;
  const stateMachine: NewStateMachine = { ...fresh, settings: "{}", tags: "{}" };
  return { kind: "createStateMachine", stateMachine };
}

function newRevision(
  { accountId }: ArnScope,
  definition: string,
  createdAt: number,
): RevisionRecord {
  const roleArn = `arn:aws:iam::${accountId}:role/countersign`;
  const names = { stateMachineName: MACHINE_NAME, publicId: null };
  return { id: newId(createdAt), ...names, definition, roleArn, createdAt };
}

function definitionOf(scope: ArnScope): string {
  const Message = { "taskToken.$": "$$.Task.Token", "approval.$": "$" };
  return JSON.stringify({
    Comment: "Carries the requests that are opened without a workflow.",
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
        Parameters: { TopicArn: topicArn(scope, TOPIC_NAME), Message },
        End: true,
      },
    },
  });
}
