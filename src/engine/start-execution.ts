// A start is optimistic: everything up to the first wait is computed and committed in one go, and only a
// name that turns out to be taken makes it look who has it.

import { randomUUID } from "node:crypto";
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
import { findMissingActivities } from "./missing-activities.ts";
import { observeEnd } from "./observe-end.ts";

export async function startExecution(
  parts: EngineParts,
  request: StartRequest,
): Promise<StartOutcome> {
  const at = parts.clock();
  const fresh = freshRecord(request, at);
  const { name, revision } = request.stateMachine;
  const { machineOf, roleArn } = parts.revisions.of(revision);
  const machine = machineOf(name);
  const origin = originOf(fresh, parts.scope, roleArn, request.inputValue);
  const burst = await runBurst(
    {
      machine,
      startedBy: request.startedBy,
      missingActivities: await findMissingActivities(parts, machine),
      atomicRunner: parts.atomicRunner,
    },
    { origin, progress: NOT_STARTED },
    { kind: "executionStarted", at, seed: newId(at) },
    NO_LINES,
  );
  const outcome = await parts.commit([
    {
      kind: "createExecution",
      execution: withProgress(fresh, burst.after.progress),
      progress: burst.after.progress,
      sharesInput: burst.after.progress.frame?.input === origin.input,
    },
    ...holdParent(request),
    ...takeMapItem(request, fresh.id),
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
  const { history } = burst;
  parts.historyCommitted?.({ executionArn, revisionId: fresh.revisionId, history });
  return { kind: "started", executionId, executionArn, startedAt: at };
}

async function existing(
  parts: EngineParts,
  request: StartRequest,
  { stateMachineName, name, type }: ExecutionRecord,
): Promise<StartOutcome> {
  const { store } = parts;
  const execution =
    type === "STANDARD" ? await store.findExecutionByName(stateMachineName, name) : undefined;
  if (execution) return { kind: "exists", execution };
  const { parent } = request;
  if (parent) {
    const task = await store.findTask(parent.executionId, parent.task);
    if (!task || task.status === "closed") return { kind: "orphaned" };
  }
  if (request.mapItem) return { kind: "orphaned" };
  // Gone in between: the name is free again.
  return startExecution(parts, request);
}

function holdParent({ parent }: StartRequest): Change[] {
  return parent ? [{ kind: "holdTask", ...parent }] : [];
}

function takeMapItem({ mapItem }: StartRequest, executionId: string): Change[] {
  return mapItem ? [{ kind: "startMapItem", ...mapItem, executionId }] : [];
}

function freshRecord(request: StartRequest, at: Instant): ExecutionRecord {
  const { name, type } = request.stateMachine;
  const id = request.executionId ?? newId(at);
  return {
    id,
    stateMachineName: name,
    type,
    // The UUID of the id stands in an EXPRESS execution's ARN already.
    name: request.name ?? (type === "EXPRESS" ? randomUUID() : uuidOfId(id)),
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
    mapRun: request.mapItem?.mapRun ?? null,
  };
}
