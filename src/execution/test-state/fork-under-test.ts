// A Parallel or Map in a test: its lines are not run. What they come to is asked for as if it were a task.

import type { MapState, ParallelState } from "../../asl/definition.ts";
import { assert } from "../../base/assert.ts";
import type { Json } from "../../base/json.ts";
import { failureDetails } from "../draft.ts";
import { finishFork } from "../finish-fork.ts";
import type { TaskEvent } from "../states/task.ts";
import type { Outcome, Visit } from "../visit.ts";
import { isToleranceExceeded } from "./map-under-test.ts";

type ForkVisit = Visit<ParallelState | MapState>;

export function isUnderTest({ draft }: Visit<unknown>): boolean {
  return draft.machine.inspection !== undefined;
}

export function askForResult({ draft, frame, line, state }: ForkVisit): Outcome {
  draft.lastTask += 1;
  const task = draft.lastTask;
  draft.effects.push({
    kind: "scheduleTask",
    task,
    line,
    stateName: frame.stateName,
    resource: state.Type,
    parameters: frame.input,
  });
  const waitingFor = { kind: "task", task, isByToken: false, isSubmitted: false } as const;
  return { kind: "waiting", waitingFor };
}

/** A Map that bears fewer failures than there were fails whatever its result. */
export async function hearResult(visit: ForkVisit, event: TaskEvent): Promise<Outcome> {
  if (event.kind === "taskFailed") return { kind: "failed", failure: failureDetails(event) };
  assert(event.kind === "taskSucceeded", "the lines of a fork under test succeed or fail");
  const { state } = visit;
  if (state.Type === "Map" && (await isToleranceExceeded({ ...visit, state }))) {
    return { kind: "failed", failure: TOO_MANY_FAILURES };
  }
  return finishFork(visit, JSON.parse(event.output) as Json);
}

const TOO_MANY_FAILURES = {
  error: "States.ExceedToleratedFailureThreshold",
  cause: "The specified tolerated failure threshold was exceeded",
};
