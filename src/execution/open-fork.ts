// Where a line branches: the branches of a Parallel, the iterations of a Map.

import type { Branch } from "../asl/definition.ts";
import type { Json, JsonObject } from "../base/json.ts";
import { type Draft, type ForkTurn, queueStep, record } from "./draft.ts";
import type { Fork, MapItem, Place, Step, Waiting } from "./state.ts";
import type { Visit } from "./visit.ts";

/** What a new line begins with. */
export interface Beginning {
  readonly branch: Branch;
  readonly input: Json;
  readonly item?: MapItem;
}

const NO_VARIABLES: JsonObject = {};

/** All branches begin at once. */
export function openParallel(visit: Visit<unknown>, beginnings: readonly Beginning[]): Waiting {
  const fork = openFork(visit, beginnings, 0);
  beginnings.forEach((beginning, index) => {
    queueStep(visit.draft, fork.firstLine + index, stepOf(visit, beginning));
  });
  const total = beginnings.length;
  visit.draft.lines.putFork(visit.line, { ...fork, started: total, open: total });
  return { kind: "fork" };
}

/** Iterations begin one after the other, as many as may be open at a time. */
export function openMap(
  visit: Visit<unknown>,
  beginnings: readonly Beginning[],
  limit: number,
): Waiting {
  const { draft, line } = visit;
  const fork = openFork(visit, beginnings, limit);
  beginnings.forEach((beginning, index) => {
    draft.lines.putLine(fork.firstLine + index, { step: stepOf(visit, beginning) });
  });
  draft.turns.push({ line, firstLine: fork.firstLine });
  return { kind: "fork" };
}

function openFork(visit: Visit<unknown>, { length }: { readonly length: number }, limit: number) {
  const { draft, line, frame } = visit;
  const fork: Fork = {
    stateName: frame.stateName,
    firstLine: draft.lastLine + 1,
    total: length,
    started: 0,
    open: 0,
    limit,
    previousEventId: frame.previousEventId,
  };
  draft.lastLine += length;
  draft.lines.openFork(line, fork);
  return fork;
}

function stepOf({ line, frame, outer }: Visit<unknown>, { branch, input, item }: Beginning): Step {
  const inherited = item ?? frame.place?.item;
  const seesOuter = Object.keys(frame.variables).length > 0 || Object.keys(outer).length > 0;
  const place: Place = {
    parent: line,
    ...(seesOuter && { seesOuter }),
    ...(inherited && { item: inherited }),
  };
  const { previousEventId } = frame;
  return { stateName: branch.StartAt, input, previousEventId, variables: NO_VARIABLES, place };
}

/** A Map begins its next iteration, and has another turn where one more may be open. */
export async function beginNext(draft: Draft, turn: ForkTurn): Promise<void> {
  const { line: owner, firstLine } = turn;
  const fork = await draft.lines.findFork(owner);
  if (fork?.firstLine !== firstLine || !mayBegin(fork)) return;
  const index = fork.started;
  const line = await draft.lines.findLine(firstLine + index);
  if (!line || !("step" in line)) return;
  const previousEventId = record(draft, "MapIterationStarted", fork.previousEventId, {
    mapIterationStartedEventDetails: { name: fork.stateName, index },
  });
  queueStep(draft, firstLine + index, { ...line.step, previousEventId });
  const after = { ...fork, started: index + 1, open: fork.open + 1 };
  draft.lines.putFork(owner, after);
  if (mayBegin(after)) draft.turns.push(turn);
}

export function mayBegin({ started, total, open, limit }: Fork): boolean {
  return started < total && (limit === 0 || open < limit);
}
