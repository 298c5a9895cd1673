// A start is optimistic: everything up to the first wait is computed and committed in one go, and only a
// name that turns out to be taken makes it look who has it.

import type { Instant } from "../base/instant.ts";
import { newId, uuidOfId } from "../base/ulid.ts";
import type { ExecutionRecord } from "../store/records.ts";
import { runBurst } from "./burst.ts";
import { changesOfBurst } from "./burst-changes.ts";
import type { StartOutcome, StartRequest } from "./engine.ts";
import type { EngineParts } from "./engine-parts.ts";
import { stateOf, withProgress } from "./execution-record.ts";
import { observeEnd } from "./observe-end.ts";

export async function startExecution(
  parts: EngineParts,
  request: StartRequest,
): Promise<StartOutcome> {
  const at = parts.clock();
  const fresh = freshRecord(request, at);
  const { machine, roleArn } = parts.revisions.of(request.stateMachine.revision);
  const before = stateOf(fresh, parts.scope, roleArn);
  const burst = await runBurst(
    { machine, startedBy: request.startedBy, atomicRunner: parts.atomicRunner },
    before,
    { kind: "executionStarted", at, seed: newId(at) },
  );
  const outcome = await parts.commit([
    { kind: "createExecution", execution: withProgress(fresh, burst.after.progress) },
    ...changesOfBurst({
      burst,
      at,
      closing: { via: "engine", by: null },
      taskClosed: parts.taskClosed,
    }),
  ]);
  if (outcome === "refused") return existing(parts, request, fresh);
  parts.observer?.executionStarted(fresh.stateMachineName);
  observeEnd(parts.observer, burst.after);
  const { executionId, executionArn } = before.origin;
  return { kind: "started", executionId, executionArn, startedAt: at };
}

async function existing(
  parts: EngineParts,
  request: StartRequest,
  { stateMachineName, name }: ExecutionRecord,
): Promise<StartOutcome> {
  const execution = await parts.store.findExecutionByName(stateMachineName, name);
  // Gone in between: the name is free again.
  return execution ? { kind: "exists", execution } : startExecution(parts, request);
}

function freshRecord(request: StartRequest, at: Instant): ExecutionRecord {
  const id = request.executionId ?? newId(at);
  return {
    id,
    stateMachineName: request.stateMachine.name,
    name: request.name ?? uuidOfId(id),
    revisionId: request.stateMachine.revision.id,
    stateMachineVersion: request.version ?? null,
    stateMachineAlias: request.alias ?? null,
    traceHeader: request.traceHeader ?? null,
    startedBy: request.startedBy,
    input: request.input,
    startedAt: at,
    stoppedAt: null,
    status: "RUNNING",
    output: null,
    error: null,
    cause: null,
    version: 1,
    progress: { status: "RUNNING", lastEventId: 0, lastTask: 0, lastTimer: 0 },
  };
}
