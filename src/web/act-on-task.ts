// What can be done with what waits, by name: `decide`, `remind`, `reassign`, `addApprover`, `cancel`, `answer`; on one
// task, or on many with a result for each.

import type { Action, ActOutcome, Actor } from "../approvals/act.ts";
import { ApiError } from "../aws/api-error.ts";
import { unreachable } from "../base/assert.ts";
import { isJsonArray, isJsonObject, type JsonObject } from "../base/json.ts";
import { type AnswerTaskDeps, answerTask, noSuchTask, type TaskCall } from "./answer-task.ts";
import { checkNames, invalidRequest, readText } from "./http/api-access.ts";
import { findWaiting } from "./list-waiting.ts";

export interface ActOnTaskDeps extends AnswerTaskDeps {
  readonly act: (actor: Actor, action: Action) => Promise<ActOutcome>;
}

/** The members that each takes. */
const ACTIONS = {
  decide: ["choice", "comment", "values", "changes", "digest", "output", "error", "cause"],
  remind: [],
  reassign: ["from", "to", "reason"],
  addApprover: ["approver"],
  cancel: ["reason"],
  answer: ["answer"],
} as const;

type ActionName = keyof typeof ACTIONS;

/** What became of one of many: what the action answers by itself, or its error. */
export interface TaskResult {
  readonly id: string;
  readonly message?: string;
  readonly error?: { readonly code: string; readonly message: string };
}

const IDS_MAX = 500;
const AT_ONCE_MAX = 16;

/** @throws ApiError */
export async function actOnTask(deps: ActOnTaskDeps, call: TaskCall): Promise<object> {
  const { body, caller, channel, id } = call;
  const name = readActionName(body);
  const { action: _, ...members } = body;
  checkNames(members, [...ACTIONS[name], "channel"]);
  if (name === "decide") return answerTask(deps, { ...call, body: members });
  const action = actionOf(name, members);
  const found = await findWaiting(deps.store, id);
  if (!found) throw noSuchTask();
  if (!found.approval) throw invalidRequest("This task is no approval: it can only be answered");
  const actor = { channel, approvalId: found.approval.id, by: caller.name };
  return answerOf(await deps.act(actor, action));
}

/**
 * The same on each of `ids`: one that fails holds up none of the others. `digests` has what was looked at of
 * those that are decided, by id.
 */
export async function actOnTasks(
  deps: ActOnTaskDeps,
  { body, ...from }: Omit<TaskCall, "id">,
): Promise<{ readonly results: readonly TaskResult[] }> {
  const { ids: given, digests: seen = {}, ...action } = body;
  const ids = [...new Set(readIds(given))];
  const digests = readDigests(seen);
  // What is wrong with all of them is said once.
  readActionName(body);
  const results: TaskResult[] = [];
  for (let start = 0; start < ids.length; start += AT_ONCE_MAX) {
    const some = ids.slice(start, start + AT_ONCE_MAX);
    const calls = some.map((id) => {
      const digest = digests.get(id);
      const its = digest === undefined ? action : { ...action, digest };
      return resultOf(deps, { ...from, id, body: its });
    });
    results.push(...(await Promise.all(calls)));
  }
  return { results };
}

async function resultOf(deps: ActOnTaskDeps, call: TaskCall): Promise<TaskResult> {
  try {
    return { id: call.id, ...(await actOnTask(deps, call)) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { id: call.id, error: { code: error.code, message: error.message } };
  }
}

function readIds(given: JsonObject[string] | undefined): readonly string[] {
  const ids = isJsonArray(given) ? given.filter((id) => typeof id === "string") : [];
  const isGood = isJsonArray(given) && ids.length === given.length && ids.length > 0;
  if (isGood && ids.length <= IDS_MAX) return ids;
  throw invalidRequest(`"ids" must be a list of 1 to ${IDS_MAX} ids of tasks`);
}

function readDigests(given: JsonObject[string]): ReadonlyMap<string, string> {
  const all = isJsonObject(given) ? Object.entries(given) : [];
  const digests = all.filter((it): it is [string, string] => typeof it[1] === "string");
  if (isJsonObject(given) && digests.length === all.length) return new Map(digests);
  throw invalidRequest('"digests" must be an object of texts');
}

function readActionName(body: JsonObject): ActionName {
  const name = readText(body, "action");
  if (name !== undefined && Object.hasOwn(ACTIONS, name)) return name as ActionName;
  throw invalidRequest(`"action" must be one of ${Object.keys(ACTIONS).join(", ")}`);
}

function actionOf(name: Exclude<ActionName, "decide">, body: JsonObject): Action {
  const text = (member: string) => readText(body, member) ?? "";
  switch (name) {
    case "remind":
      return { kind: "remind" };
    case "reassign": {
      const from = readText(body, "from");
      return { kind: "reassign", from, to: text("to"), reason: text("reason") };
    }
    case "addApprover":
      return { kind: "addApprover", approver: text("approver") };
    case "answer":
      return { kind: "answer", answer: text("answer") };
    case "cancel":
      return { kind: "cancel", reason: text("reason") };
    default:
      return unreachable(name);
  }
}

function answerOf(outcome: ActOutcome): object {
  switch (outcome.kind) {
    case "done":
      return { outcome: "done", message: outcome.message };
    case "notFound":
      throw noSuchTask();
    case "invalid":
      throw invalidRequest(outcome.message);
    case "notAllowed":
      throw new ApiError("NotAllowed", outcome.message, { status: 403 });
    case "refused":
      throw new ApiError("Refused", outcome.message, { status: 409 });
    default:
      return unreachable(outcome);
  }
}
