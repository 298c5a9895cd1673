// An execution that a `.sync` task has started ends that task. Its end and the news of it are one commit, so
// that whoever works on tasks hears of it, however many processes there are and whichever of them dies.

import type { ExecutionState } from "../execution/state.ts";
import type { TaskReference } from "../execution/task-token.ts";
import type { Change } from "../store/change.ts";

/** As `parentTask` of a record has it. */
export function parentTaskOf({ executionId, task }: TaskReference): string {
  return `${executionId}.${task}`;
}

/** What the end of an execution means to the task that has started it. */
export function jobEndChanges({ origin, progress }: ExecutionState): readonly Change[] {
  const { parentTask } = origin;
  if (parentTask === undefined || !progress.end) return [];
  const [executionId = "", task] = parentTask.split(".");
  return [{ kind: "endJob", executionId, task: Number(task), at: progress.end.at }];
}
