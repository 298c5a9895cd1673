// Going on after a failure: every line that was in a state takes it up again, and what had succeeded is
// not repeated. The history goes on where it ended.
// https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html

import { type Draft, FIRST_LINE, record } from "./draft.ts";
import { limitExecution } from "./execution-timeout.ts";
import { mayBegin } from "./open-fork.ts";
import { redriveMapRun } from "./redrive-map-run.ts";
import type { Fork, Frame, Line } from "./state.ts";

/** Whether there is anything to go on with. */
export async function redriveExecution(draft: Draft, clientToken?: string): Promise<boolean> {
  if (!(await draft.lines.findLine(FIRST_LINE))) return false;
  draft.status = "RUNNING";
  draft.end = undefined;
  const count = (draft.redrive?.count ?? 0) + 1;
  draft.redrive = { count, at: draft.at, ...(clientToken !== undefined && { clientToken }) };
  const previousEventId = record(draft, "ExecutionRedriven", draft.lastEventId, {
    executionRedrivenEventDetails: { redriveCount: count },
  });
  limitExecution(draft);
  await redriveLine(draft, FIRST_LINE, previousEventId);
  return true;
}

async function redriveLine(draft: Draft, number: number, previousEventId: number): Promise<void> {
  const line = await draft.lines.findLine(number);
  if (!line || "output" in line) return;
  const fork = isInFork(line) ? await draft.lines.findFork(number) : undefined;
  if (fork) {
    await redriveFork(draft, number, fork, previousEventId);
    return;
  }
  if ("frame" in line && line.frame.waitingFor?.kind === "mapRun") {
    redriveMapRun(draft, number, line.frame, previousEventId);
    return;
  }
  draft.lines.putLine(number, behind(draft, line, previousEventId));
  draft.turns.push(number);
}

async function redriveFork(
  draft: Draft,
  owner: number,
  fork: Fork,
  previousEventId: number,
): Promise<void> {
  const last = fork.firstLine + fork.started - 1;
  const begun = await draft.lines.listLines(fork.firstLine, last);
  const unfinished = begun.filter(([, line]) => !("output" in line));
  for (const [number] of unfinished) await redriveLine(draft, number, previousEventId);
  const after = { ...fork, open: unfinished.length, previousEventId };
  draft.lines.putFork(owner, after);
  if (mayBegin(after)) draft.turns.push({ line: owner, firstLine: fork.firstLine });
}

function isInFork(line: Line): boolean {
  return "frame" in line && line.frame.waitingFor?.kind === "fork";
}

/** AWS: a Fail state is entered again, any other goes on in its visit with its retriers unused. */
function behind(
  draft: Draft,
  line: Exclude<Line, { output: unknown }>,
  previousEventId: number,
): Line {
  if ("step" in line) return { step: { ...line.step, previousEventId } };
  const frame: Frame = { ...line.frame, previousEventId, retryCounts: [] };
  if (draft.machine.states.get(frame.stateName)?.Type !== "Fail") return { frame };
  const { stateName, input, variables, place } = frame;
  return { step: { stateName, input, variables, previousEventId, ...(place && { place }) } };
}
