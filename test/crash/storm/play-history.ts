// What a history says that an execution has taken, given to the interpreter alone: it must come to the very
// same history, and to the same state.

import assert from "node:assert/strict";
import { isJsonObject } from "../../../src/base/json.ts";
import type { Happening } from "../../../src/execution/event.ts";
import type { HistoryEvent } from "../../../src/execution/history-event.ts";
import type { Machine } from "../../../src/execution/machine.ts";
import type { ExecutionOrigin } from "../../../src/execution/state.ts";
import { type PlayedBack, Player } from "../../simulation/player.ts";

/** Of an execution that takes no heartbeats, which leave no trace, and stores them with its first task. */
export async function playHistory(
  machine: Machine,
  origin: ExecutionOrigin,
  stored: readonly HistoryEvent[],
): Promise<PlayedBack> {
  const player = new Player(machine, origin);
  for (let commit = 0; player.played.history.length < stored.length; commit++) {
    await playNext(player, stored, commit);
  }
  return { ...player.played, answered: new Set() };
}

/** Of all that could have happened, what did. */
async function playNext(
  player: Player,
  stored: readonly HistoryEvent[],
  commit: number,
): Promise<void> {
  const { length } = player.played.history;
  const next = stored[length];
  assert.ok(next);
  const tried: string[] = [];
  for (const happening of possibleBefore(player, next)) {
    const transition = await player.attempt(happening, next.at);
    const { history, isStale } = transition;
    const expected = stored.slice(length, length + history.length);
    if (!isStale && history.length > 0 && JSON.stringify(history) === JSON.stringify(expected)) {
      player.accept(happening, next.at, transition, commit);
      return;
    }
    tried.push(`${happening.kind}: ${isStale ? "stale" : JSON.stringify(history)}`);
  }
  const rest = JSON.stringify(stored.slice(length, length + 5));
  const { name } = player.played.state.origin;
  assert.fail(`nothing leads to ${rest} in ${name}; ${tried.join("; ")}`);
}

const KINDS = {
  Started: "taskStarted",
  Submitted: "taskSubmitted",
  Succeeded: "taskSucceeded",
  Failed: "taskFailed",
} as const;

function possibleBefore(player: Player, { type, details }: HistoryEvent): Happening[] {
  const { history, tasks, timers } = player.played;
  if (history.length === 0) return [{ kind: "executionStarted" }];
  if (type === "ExecutionAborted") return [{ kind: "stopRequested" }];
  const what = /^(?:Task|Activity|LambdaFunction)(\w+)$/.exec(type)?.[1] ?? "";
  const kind = Object.hasOwn(KINDS, what) ? KINDS[what as keyof typeof KINDS] : undefined;
  const [detail = {}] = Object.values(details);
  const { output, error, cause } = isJsonObject(detail) ? detail : {};
  const answers = [...tasks]
    .filter(([, { closed }]) => kind !== undefined && !closed)
    .map(([task]) => ({ kind, task, output, error, cause }) as Happening);
  const fired = [...timers.keys()].map((timer): Happening => {
    return { kind: "timerFired", timer, line: timers.get(timer)?.line ?? 0 };
  });
  return kind === undefined ? fired : [...answers, ...fired];
}
