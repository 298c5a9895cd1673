// A start is optimistic: everything up to the first wait is computed and committed in one go, and only a
// name that turns out to be taken makes it look who has it.

import type { Instant } from "../base/instant.ts";
import { newId, uuidOfId } from "../base/ulid.ts";
import { NO_LINES } from "../execution/line-table.ts";
import { NOT_STARTED } from "../execution/state.ts";
import type { Change } from "../store/change.ts";
import type { ExecutionRecord } from "../store/records.ts";
import { runBurst } from "./burst.ts";
import { changesOfBurst } from "./burst-changes.ts";
import type { StartOutcome, StartRequest } from "./engine.ts";
import type { EngineParts } from "./engine-parts.ts";
import { originOf, withProgress } from "./execution-record.ts";
import { parentTaskOf } from "./job-end.ts";
import { observeEnd } from "./observe-end.ts";

export async function startExecution(
  parts: EngineParts,
  request: StartRequest,
): Promise<StartOutcome> {
  const at = parts.clock();
  const fresh = freshRecord(request, at);
  const { machine, roleArn } = parts.revisions.of(request.stateMachine.revision);
  const origin = originOf(fresh, parts.scope, roleArn);
  const burst = await runBurst(
    { machine, startedBy: request.startedBy, atomicRunner: parts.atomicRunner },
    { origin, progress: NOT_STARTED },
    { kind: "executionStarted", at, seed: newId(at) },
    NO_LINES,
  );
  const outcome = await parts.commit([
    {
      kind: "createExecution",
      execution: withProgress(fresh, burst.after.progress),
      progress: burst.after.progress,
    },
    ...holdParent(request),
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
  const { executionId, executionArn } = origin;
  return { kind: "started", executionId, executionArn, startedAt: at };
}

async function existing(
  parts: EngineParts,
  request: StartRequest,
  { stateMachineName, name }: ExecutionRecord,
): Promise<StartOutcome> {
  const { store } = parts;
  const execution = await store.findExecutionByName(stateMachineName, name);
  if (execution) return { kind: "exists", execution };
  const { parent } = request;
  if (parent) {
    const task = await store.findTask(parent.executionId, parent.task);
    if (!task || task.status === "closed") return { kind: "orphaned" };
  }
  // Gone in between: the name is free again.
  return startExecution(parts, request);
}

function holdParent({ parent }: StartRequest): Change[] {
  return parent ? [{ kind: "holdTask", ...parent }] : [];
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
    parentTask: request.parent ? parentTaskOf(request.parent) : null,
    startedBy: request.startedBy,
    input: request.input,
    startedAt: at,
    stoppedAt: null,
    status: "RUNNING",
    output: null,
    error: null,
    cause: null,
    redriveCount: 0,
    redrivenAt: null,
    mapRun: null,
  };
}
