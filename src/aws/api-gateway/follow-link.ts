// A link that leads to a SendTask operation. Following it shows what it would do; only when a person has
// confirmed that on the page does it happen. Mail scanners, previews and prefetching follow links too.

import { isJsonObject, type Json } from "../../base/json.ts";
import type { Engine, TaskAnswerByToken } from "../../engine/engine.ts";
import { deniedMessage } from "../step-functions/answer-task.ts";
import { findJsonProblem } from "../step-functions/find-json-problem.ts";
import type { HostedAction, HostedAnswer, HostedRequest } from "./hosted-answer.ts";
import { jsonResponse } from "./integration-response.ts";

export interface LinkDeps {
  readonly engine: Pick<Engine, "answerTask" | "inspectToken">;
  /** Whether a task is answered by the people who are asked: then no link with its token is an answer. */
  readonly isAskedOfPeople: (token: string) => Promise<boolean>;
}

export interface FollowedLink {
  readonly operation: HostedAction["name"];
  /** The integration's request: JSON text. */
  readonly body: string;
  readonly request: HostedRequest;
  readonly pathParameters: Readonly<Record<string, string>>;
}

const OPERATIONS = ["SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat"] as const;

export function isTokenOperation(name: string): name is HostedAction["name"] {
  return OPERATIONS.some((operation) => operation === name);
}

/** `undefined` when the link carries no token at all: it cannot have an effect. */
export async function followLink(
  { engine, isAskedOfPeople }: LinkDeps,
  link: FollowedLink,
): Promise<HostedAnswer | undefined> {
  const members = readMembers(link.body);
  const token = members["taskToken"];
  if (token === undefined) return undefined;
  const task = await engine.inspectToken(token);
  if (task.kind !== "open") return { kind: "explain", task };
  if (await isAskedOfPeople(token)) return denied(link.operation);
  const action = actionOf(link, members, token);
  const problem = findOutputProblem(action);
  if (problem !== undefined) return invalidOutput(problem);
  if (!link.request.isConfirmed)
    return { kind: "confirm", action, task: { ...task, kind: "open" } };
  const closing = { via: "link", by: null };
  const outcome = await engine.answerTask(token, answerOf(action, members), { closing });
  const after = await engine.inspectToken(token);
  if (outcome !== "applied" || after.kind === "invalid" || after.kind === "unknown") {
    return { kind: "explain", task: after };
  }
  if (after.kind === "closed") return { kind: "done", action, task: { ...after, kind: "closed" } };
  // A heartbeat: the task goes on waiting.
  return jsonResponse(200, "{}");
}

function denied(operation: HostedAction["name"]): HostedAnswer {
  const type = "com.amazon.coral.service#AccessDeniedException";
  const message = deniedMessage("anonymous", operation);
  return jsonResponse(400, JSON.stringify({ __type: type, message }));
}

export function invalidOutput(problem: string): HostedAnswer {
  return jsonResponse(400, invalidOutputBody(problem));
}

/** The error as Step Functions words it. */
export function invalidOutputBody(problem: string): string {
  return JSON.stringify({
    __type: "com.amazonaws.swf.service.v2.model#InvalidOutput",
    message: `Invalid Output: '${problem}'`,
  });
}

type Members = Readonly<Record<string, string>>;

/** The members of the request that are text; SendTask operations have no others. */
function readMembers(body: string): Members {
  const request = parseJson(body);
  if (!isJsonObject(request)) return {};
  return Object.fromEntries(
    Object.entries(request).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function findOutputProblem({ name, output }: HostedAction): string | undefined {
  if (name !== "SendTaskSuccess") return undefined;
  return output === undefined ? "The link gives no output" : findJsonProblem(output);
}

function actionOf(link: FollowedLink, members: Members, token: string): HostedAction {
  const { output, error } = members;
  return {
    name: link.operation,
    parameters: parametersOf(link, token),
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
  };
}

function answerOf(action: HostedAction, members: Members): TaskAnswerByToken {
  const { error, cause } = members;
  switch (action.name) {
    case "SendTaskSuccess":
      return { kind: "succeeded", output: action.output ?? "null" };
    case "SendTaskFailure":
      return {
        kind: "failed",
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      };
    case "SendTaskHeartbeat":
      return { kind: "heartbeat" };
  }
}

/** What a person can recognise of the link: everything but the token, plain or encoded. */
function parametersOf(
  { request, pathParameters }: FollowedLink,
  token: string,
): Readonly<Record<string, string>> {
  const query = Object.entries(request.query).map(([name, values]) => [name, values.join(", ")]);
  const all: [string, string][] = [
    ...Object.entries(pathParameters),
    ...(query as [string, string][]),
  ];
  return Object.fromEntries(all.filter(([, value]) => !holdsToken(value, token)));
}

function holdsToken(value: string, token: string): boolean {
  const decoded = Buffer.from(value, "base64").toString("utf8");
  return value.includes(token) || decoded.includes(token);
}
