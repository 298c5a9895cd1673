// What a Task state asks its resource for, and how long it waits, in either language.

import { applyInputPath, evaluateTemplate } from "../../asl/data-flow.ts";
import type { TaskState } from "../../asl/definition.ts";
import {
  evaluateInteger,
  evaluateJsonata,
  QueryEvaluationError,
} from "../../asl/evaluate-jsonata.ts";
import { evaluatePath } from "../../asl/evaluate-path.ts";
import { EvaluationError } from "../../asl/failure.ts";
import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { ContextExtras } from "../context-object.ts";
import { bindingsOf, isJsonata, scopeOf, shown, type Visit } from "../visit.ts";

export interface TaskRequest {
  readonly parameters: Json;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  readonly credentials: JsonObject | undefined;
}

type TaskVisit = Visit<TaskState>;

/** @param token Present for tasks that wait for it; expressions find it in the context object. */
export function evaluateRequest(
  visit: TaskVisit,
  token: string | undefined,
): Promise<TaskRequest> | TaskRequest {
  const extras = token === undefined ? {} : { taskToken: token };
  return isJsonata(visit) ? requestByJsonata(visit, extras) : requestByPaths(visit, extras);
}

function requestByPaths(visit: TaskVisit, extras: ContextExtras): TaskRequest {
  const { state, frame } = visit;
  const input = applyInputPath(state.InputPath, scopeOf(visit, frame.input, extras));
  shown(visit, "afterInputPath", input);
  const scope = scopeOf(visit, input, extras);
  const credentials = state.Credentials && evaluateTemplate(state.Credentials, scope);
  const seconds = (field: "Timeout" | "Heartbeat") => {
    const fixed = state[`${field}Seconds`];
    return typeof fixed === "number"
      ? fixed
      : secondsAt(visit, `${field}SecondsPath`, state[`${field}SecondsPath`], input);
  };
  const parameters =
    state.Parameters === undefined ? input : evaluateTemplate(state.Parameters, scope);
  return {
    parameters: shown(visit, "afterParameters", parameters),
    timeoutSeconds: seconds("Timeout"),
    heartbeatSeconds: seconds("Heartbeat"),
    credentials: isJsonObject(credentials) ? credentials : undefined,
  };
}

function secondsAt(
  visit: TaskVisit,
  field: string,
  path: string | undefined,
  input: Json,
): number | undefined {
  if (path === undefined) return undefined;
  const value = evaluatePath(path, scopeOf(visit, input));
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  throw new EvaluationError(
    "States.Runtime",
    `The ${field} field refers to value "${JSON.stringify(value)}" which is not a valid ` +
      `positive integer: ${path}`,
  );
}

async function requestByJsonata(visit: TaskVisit, extras: ContextExtras): Promise<TaskRequest> {
  const { state, frame } = visit;
  const bindings = bindingsOf(visit, extras);
  const credentials =
    state.Credentials && (await evaluateJsonata(state.Credentials, bindings, "Credentials"));
  const parameters =
    state.Arguments === undefined
      ? frame.input
      : await evaluateJsonata(state.Arguments, bindings, "Arguments");
  return {
    parameters: shown(visit, "afterArguments", parameters),
    timeoutSeconds: await secondsOf(visit, "TimeoutSeconds", extras),
    heartbeatSeconds: await secondsOf(visit, "HeartbeatSeconds", extras),
    credentials: isJsonObject(credentials) ? credentials : undefined,
  };
}

async function secondsOf(
  visit: TaskVisit,
  field: "TimeoutSeconds" | "HeartbeatSeconds",
  extras: ContextExtras,
): Promise<number | undefined> {
  const given = visit.state[field];
  if (given === undefined) return undefined;
  const seconds = await evaluateInteger(given, bindingsOf(visit, extras), field);
  if (seconds > 0) return seconds;
  throw new QueryEvaluationError(`The ${field} field is not a positive integer: ${seconds}`, field);
}
