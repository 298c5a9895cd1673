// Plays a Map Run: its child executions one by one, each on the clock of the whole play. Items that lie
// outside come from the script, as the answer of the Map state itself; results are not written anywhere.

import { hash } from "node:crypto";
import { assert } from "../base/assert.ts";
import type { Instant } from "../base/instant.ts";
import { isJsonArray, type Json } from "../base/json.ts";
import { encodeId } from "../base/ulid.ts";
import type { StartMapRun } from "./effect.ts";
import type { MapRunOutcome } from "./event.ts";
import { createGrouping } from "./group-inputs.ts";
import { createChildMachine } from "./item-processor.ts";
import type { Lines } from "./line-table.ts";
import type { Machine } from "./machine.ts";
import { childMachineName } from "./map-run-names.ts";
import { isThresholdExceeded, THRESHOLD_EXCEEDED } from "./map-run-tolerance.ts";
import { createSelectInput } from "./select-inputs.ts";
import { dataLimitExceeded } from "./size-limit.ts";
import type { ExecutionOrigin, ExecutionState } from "./state.ts";

export interface MapRunPlay {
  readonly machine: Machine;
  readonly execution: ExecutionState;
  readonly lines: Lines;
  readonly at: Instant;
  readonly playChild: (machine: Machine, origin: ExecutionOrigin) => Promise<ChildPlay>;
  /** What the script has for a state; `undefined` when that is nothing. */
  readonly answerFor: (stateName: string) => Json | undefined;
}

interface ChildPlay {
  readonly state: ExecutionState;
  readonly unansweredState?: string;
}

export type PlayedMapRun =
  | { readonly at: Instant; readonly outcome: MapRunOutcome }
  | { readonly unansweredState: string };

export async function playMapRun(play: MapRunPlay, effect: StartMapRun): Promise<PlayedMapRun> {
  const items = itemsOf(play, effect);
  if (!items) return { unansweredState: effect.stateName };
  const inputs = await inputsOf(play, effect, items);
  if (!isJsonArray(inputs)) return { at: play.at, outcome: inputs };
  const state = play.machine.states.get(effect.stateName);
  assert(state?.Type === "Map", "a Map state asks for Map Runs");
  const machine = createChildMachine(play.machine, state);
  const outputs: Json[] = [];
  let failed = 0;
  let at = play.at;
  for (const [index, input] of inputs.entries()) {
    const child = await play.playChild(machine, originOf(play, effect, index, input));
    if (child.unansweredState !== undefined) return { unansweredState: child.unansweredState };
    const { end, status } = child.state.progress;
    at = Math.max(at, end?.at ?? at);
    if (status !== "SUCCEEDED") failed += 1;
    const { output, error = null, cause = null } = end ?? {};
    const failure: Json = { Status: status, Error: error, Cause: cause };
    outputs.push(output === undefined ? failure : (JSON.parse(output) as Json));
  }
  const { toleratedFailureCount: count = null, toleratedFailurePercentage: percentage = null } =
    effect.limits;
  const total = inputs.length;
  const outcome: MapRunOutcome = isThresholdExceeded({ count, percentage }, { failed, total })
    ? { kind: "failed", ...THRESHOLD_EXCEEDED }
    : { kind: "succeeded", output: JSON.stringify(outputs) };
  return { at, outcome };
}

function itemsOf(
  { answerFor }: MapRunPlay,
  { request: { source }, stateName }: StartMapRun,
): readonly Json[] | undefined {
  if (source.kind === "items") return source.items;
  const answer = answerFor(stateName);
  return isJsonArray(answer) ? answer : undefined;
}

/** What the child executions begin with, or how the Map Run fails before there are any. */
async function inputsOf(
  { machine, execution, lines, at }: MapRunPlay,
  { mapRun, line, request, stateName }: StartMapRun,
  items: readonly Json[],
): Promise<readonly Json[] | MapRunOutcome> {
  const waiting = { machine, execution, lines, line, mapRun, at, seed: mapRun };
  const select = await createSelectInput(waiting);
  assert(select !== undefined, "the state waits for the Map Run that it has just asked for");
  const grouping = createGrouping(request.batch);
  const inputs: Json[] = [];
  for (const [index, value] of items.entries()) {
    const selected = await select({ index, value });
    if (selected.kind === "failed") {
      const { error = "States.Runtime", cause = "" } = selected.failure;
      return { kind: "failed", error, cause };
    }
    const complete = grouping.add(selected.input);
    if (complete === "tooLarge") {
      const { error, cause = "" } = dataLimitExceeded(stateName);
      return { kind: "failed", error, cause };
    }
    inputs.push(...complete.map(({ input }) => JSON.parse(input) as Json));
  }
  inputs.push(...grouping.end().map(({ input }) => JSON.parse(input) as Json));
  return inputs;
}

function originOf(
  { execution: { origin }, at }: MapRunPlay,
  { mapRun, label }: StartMapRun,
  index: number,
  input: Json,
): ExecutionOrigin {
  const name = `${mapRun}-${index}`;
  const stateMachineName = childMachineName(origin.stateMachineName, label);
  const [machineArn = ""] = origin.stateMachineArn.split("/");
  return {
    executionId: idOf(`${origin.executionId}/${name}`),
    executionArn: `${machineArn.replace(":stateMachine:", ":execution:")}/${label}:${name}`,
    name,
    stateMachineArn: `${machineArn}/${label}`,
    stateMachineName,
    roleArn: origin.roleArn,
    input,
    inputText: JSON.stringify(input),
    startedAt: at,
  };
}

/** The same in every play. */
function idOf(name: string): string {
  return encodeId(hash("sha256", name, "buffer").subarray(0, 16));
}
