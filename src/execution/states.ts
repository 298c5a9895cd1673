// The table of state types: how an attempt begins, and who listens to what it waited for.

import type { MapState, State, TaskState, WaitState } from "../asl/definition.ts";
import { BugError, unreachable } from "../base/assert.ts";
import type { Json } from "../base/json.ts";
import { enterChoice } from "./states/choice.ts";
import { type MapRunEvent, resumeDistributedMap } from "./states/distributed-map.ts";
import { enterFail } from "./states/fail.ts";
import { enterMap, joinMap } from "./states/map.ts";
import { enterParallel, joinParallel } from "./states/parallel.ts";
import { enterPass } from "./states/pass.ts";
import { enterSucceed } from "./states/succeed.ts";
import { enterTask, resumeTask, type TaskEvent } from "./states/task.ts";
import { enterWait, resumeWait } from "./states/wait.ts";
import { hearResult } from "./test-state/fork-under-test.ts";
import type { Finished, Outcome, Visit } from "./visit.ts";

/** Events that a waiting state may be woken by. */
export type WakingEvent = TaskEvent | MapRunEvent;

export function enterState(visit: Visit<State>): Promise<Outcome> {
  const { state } = visit;
  switch (state.Type) {
    case "Pass":
      return enterPass(as(visit, state));
    case "Choice":
      return enterChoice(as(visit, state));
    case "Wait":
      return enterWait(as(visit, state));
    case "Task":
      return enterTask(as(visit, state));
    case "Succeed":
      return enterSucceed(as(visit, state));
    case "Fail":
      return enterFail(as(visit, state));
    case "Parallel":
      return enterParallel(as(visit, state));
    case "Map":
      return enterMap(as(visit, state));
    default:
      return unreachable(state);
  }
}

export function resumeState(visit: Visit<State>, event: WakingEvent): Promise<Outcome> {
  const { state } = visit;
  if (event.kind === "mapRunEnded") return resumeDistributedMap(visit as Visit<MapState>, event);
  if (state.Type === "Wait") return resumeWait(as<WaitState>(visit, state));
  if (state.Type === "Task") return resumeTask(as<TaskState>(visit, state), event);
  if (state.Type === "Parallel") return hearResult(as(visit, state), event);
  if (state.Type === "Map") return hearResult(as(visit, state), event);
  throw new BugError(`a ${state.Type} state never waits`);
}

/** All lines of a state's fork have ended; what they put out, in their order. */
export function joinState(
  visit: Visit<State>,
  outputs: readonly Json[],
): Promise<Finished> | Finished {
  const { state } = visit;
  if (state.Type === "Parallel") return joinParallel(as(visit, state), outputs);
  if (state.Type === "Map") return joinMap(as(visit, state), outputs);
  throw new BugError(`a ${state.Type} state has no lines of its own`);
}

/** The same visit, known to be of the type that its state has. */
function as<S extends State>(visit: Visit<State>, _state: S): Visit<S> {
  return visit as Visit<S>;
}
