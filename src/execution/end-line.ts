// How the lines of a fork end: the last one to succeed has the state that forked go on, the first one to
// fail takes its siblings along.
//
// AWS: what follows a fork that has failed is a child of the event that failed, not of the markers that
// stand in between; what follows one that has succeeded is a child of the last MapIterationSucceeded, or
// of a Parallel's last event inside of it.

import type { State } from "../asl/definition.ts";
import { assert, defined } from "../base/assert.ts";
import type { Json } from "../base/json.ts";
import { callOffLine } from "./call-off.ts";
import { type Draft, record } from "./draft.ts";
import { mayBegin } from "./open-fork.ts";
import type { Fork, Frame, Line } from "./state.ts";
import { joinState } from "./states.ts";
import { evaluating, type Failed, type Finished, openVisit, type Visit } from "./visit.ts";

/** A state that has waited for its lines, and what came of them. */
export interface Joined {
  readonly visit: Visit<State>;
  readonly outcome: Finished | Failed;
  /** Whether it is one of its lines that has failed; they are still there. */
  readonly isOfLine: boolean;
}

/** A line of a fork has come to its end. */
export async function endLine(visit: Visit<State>, output: Json): Promise<Joined | undefined> {
  const { draft, line, frame } = visit;
  const owner = parentOf(frame);
  const fork = await getFork(draft, owner);
  const lastEventId = isMap(draft, fork)
    ? recordIteration(draft, "Succeeded", fork, line, frame.previousEventId)
    : frame.previousEventId;
  draft.lines.putLine(line, { output });
  const open = fork.open - 1;
  const previousEventId = fork.limit > 0 ? frame.previousEventId : fork.previousEventId;
  const after = { ...fork, open, previousEventId };
  draft.lines.putFork(owner, after);
  if (open === 0 && fork.started === fork.total) {
    return join(draft, owner, after, lastEventId);
  }
  if (mayBegin(after)) draft.turns.push({ line: owner, firstLine: fork.firstLine });
  return undefined;
}

async function join(draft: Draft, owner: number, fork: Fork, lastEventId: number): Promise<Joined> {
  const visit = await openOwner(draft, owner, lastEventId);
  const lines = await draft.lines.listLines(fork.firstLine, lastLineOf(fork));
  draft.lines.closeFork(owner, fork.firstLine, lastLineOf(fork));
  record(draft, `${visit.state.Type}StateSucceeded`, lastEventId, {});
  const outputs = lines.map(([, line]) => outputOf(line));
  const outcome = await evaluating(visit, () => joinState(visit, outputs));
  return { visit, outcome, isOfLine: false };
}

/** A line of a fork has failed beyond its own Retry and Catch. Its lines stay until somebody has caught it. */
export async function failLine(visit: Visit<State>, failed: Failed): Promise<Joined> {
  const { draft, line, frame } = visit;
  const owner = parentOf(frame);
  const fork = await getFork(draft, owner);
  const failedBy = frame.previousEventId;
  if (isMap(draft, fork)) recordIteration(draft, "Failed", fork, line, failedBy);
  if (visit.state.Type === "Task") record(draft, "TaskStateAborted", failedBy, {});
  draft.halted.add(line);
  await abortLines(draft, fork, failedBy, line);
  return { visit: await openOwner(draft, owner, failedBy), outcome: failed, isOfLine: true };
}

async function abortLines(
  draft: Draft,
  fork: Fork,
  failedBy: number,
  except?: number,
): Promise<void> {
  const last = fork.firstLine + fork.started - 1;
  for (const [number, line] of await draft.lines.listLines(fork.firstLine, last)) {
    if (number === except || "output" in line) continue;
    if ("frame" in line) await abortVisit(draft, number, line.frame, failedBy);
    draft.halted.add(number);
    if (isMap(draft, fork)) recordIteration(draft, "Aborted", fork, number, failedBy);
  }
}

async function abortVisit(
  draft: Draft,
  line: number,
  frame: Frame,
  failedBy: number,
): Promise<void> {
  if (frame.waitingFor?.kind === "fork") {
    await abortLines(draft, await getFork(draft, line), failedBy);
  }
  if (frame.waitingFor?.kind === "mapRun") record(draft, "MapRunAborted", failedBy, {});
  callOffLine(draft, line, frame);
  record(draft, `${typeOf(draft, frame.stateName)}StateAborted`, failedBy, {});
}

/** Nothing of a state's fork is needed any more, nor of those inside of it. */
export async function dropFork(draft: Draft, owner: number): Promise<void> {
  const fork = await draft.lines.findFork(owner);
  if (!fork) return;
  for (const [number, line] of await draft.lines.listLines(fork.firstLine, lastLineOf(fork))) {
    if ("frame" in line && line.frame.waitingFor?.kind === "fork") await dropFork(draft, number);
  }
  draft.lines.closeFork(owner, fork.firstLine, lastLineOf(fork));
}

/** The visit that waits for the fork, behind the event that ended it. */
async function openOwner(
  draft: Draft,
  owner: number,
  previousEventId: number,
): Promise<Visit<State>> {
  const line = await draft.lines.findLine(owner);
  assert(line !== undefined && "frame" in line, "a fork has a state that waits for it");
  return openVisit(draft, owner, { ...line.frame, previousEventId });
}

async function getFork(draft: Draft, owner: number): Promise<Fork> {
  return defined(await draft.lines.findFork(owner), "the fork that a line began in");
}

function recordIteration(
  draft: Draft,
  what: "Succeeded" | "Failed" | "Aborted",
  fork: Fork,
  line: number,
  previousEventId: number,
): number {
  return record(draft, `MapIteration${what}`, previousEventId, {
    [`mapIteration${what}EventDetails`]: { name: fork.stateName, index: line - fork.firstLine },
  });
}

function isMap(draft: Draft, { stateName }: Fork): boolean {
  return typeOf(draft, stateName) === "Map";
}

function typeOf({ machine }: Draft, stateName: string): string {
  return defined(machine.states.get(stateName), "a state of the definition").Type;
}

function parentOf({ place }: Frame): number {
  return defined(place, "where a line branched off").parent;
}

function lastLineOf({ firstLine, total }: Fork): number {
  return firstLine + total - 1;
}

function outputOf(line: Line): Json {
  assert("output" in line, "every line of a joined fork has ended");
  return line.output;
}
