import assert from "node:assert/strict";
import { test } from "node:test";
import type { HistoryEvent } from "../../execution/history-event.ts";
import { listPassedStates } from "./passed-states.ts";

function entered(id: number, previousEventId: number, name: string): HistoryEvent {
  const details = { stateEnteredEventDetails: { name } };
  return { id, previousEventId, type: "WaitStateEntered", at: id, details };
}

function exited(id: number, previousEventId: number, name: string): HistoryEvent {
  const details = { stateExitedEventDetails: { name } };
  return { id, previousEventId, type: "WaitStateExited", at: id, details };
}

test("a visit ends with the event that comes from it, also among others of the same state", () => {
  const passed = listPassedStates([
    entered(1, 0, "Item"),
    entered(2, 0, "Item"),
    entered(3, 0, "Item"),
    { id: 4, previousEventId: 1, type: "TaskScheduled", at: 4, details: {} },
    exited(5, 4, "Item"),
    exited(6, 3, "Item"),
  ]);
  assert.deepEqual(
    passed.map(({ enteredAt, exitedAt }) => [enteredAt, exitedAt]),
    [
      [1, 5],
      [2, undefined],
      [3, 6],
    ],
  );
});
