// `/api/stacks/{name}`: deploying, looking at and deleting stacks. What they mean is not known here.

import type { FastifyInstance } from "fastify";
import { ApiError } from "../aws/api-error.ts";
import { StackError } from "../aws/cloudformation/problem.ts";
import type { StackRecord } from "../store/records.ts";
import { parameterOf } from "./http/answers.ts";
import {
  type ApiAccess,
  checkNames,
  invalidRequest,
  readText,
  readTexts,
  registerApiRoute,
} from "./http/api-access.ts";

export interface StackDeployment {
  readonly stackName: string;
  readonly template: string;
  /** Text by path, as the template writes the path. */
  readonly files: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly callerName: string;
}

export interface StackRoutesDeps extends ApiAccess {
  /** Answers with resources, outputs and notes. @throws StackError */
  readonly deployStack: (deployment: StackDeployment) => Promise<object>;
  /** @throws StackError */
  readonly deleteStack: (stackName: string, callerName: string) => Promise<unknown>;
  readonly findStack: (stackName: string) => Promise<StackRecord | undefined>;
}

const URL = "/api/stacks/:name";

export function registerStackRoutes(app: FastifyInstance, deps: StackRoutesDeps): void {
  registerApiRoute(app, deps, {
    method: "PUT",
    url: URL,
    answer: ({ body, caller, request }) => {
      checkNames(body, ["template", "files", "parameters"]);
      const template = readText(body, "template");
      if (template === undefined) throw invalidRequest('"template" is missing');
      const deployment: StackDeployment = {
        stackName: parameterOf(request, "name"),
        template,
        files: readTexts(body, "files"),
        parameters: readTexts(body, "parameters"),
        callerName: caller.name,
      };
      return withProblems(() => deps.deployStack(deployment));
    },
  });
  registerApiRoute(app, deps, {
    method: "GET",
    url: URL,
    answer: async ({ request }) => describe(await getStack(deps, parameterOf(request, "name"))),
  });
  registerApiRoute(app, deps, {
    method: "DELETE",
    url: URL,
    answer: async ({ caller, request }) => {
      const { name } = await getStack(deps, parameterOf(request, "name"));
      await withProblems(() => deps.deleteStack(name, caller.name));
      return { message: `Stack ${name} is deleted.` };
    },
  });
}

async function getStack(
  { findStack }: Pick<StackRoutesDeps, "findStack">,
  name: string,
): Promise<StackRecord> {
  const stack = await findStack(name);
  if (stack) return stack;
  throw new ApiError("StackNotFound", `There is no stack called "${name}"`, { status: 404 });
}

async function withProblems<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof StackError) throw new ApiError("InvalidTemplate", error.message);
    throw error;
  }
}

function describe(stack: StackRecord): object {
  const { createdAt, name, outputs, parameters, resources, updatedAt } = stack;
  return {
    name,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
    parameters: JSON.parse(parameters),
    resources: JSON.parse(resources),
    outputs: JSON.parse(outputs),
  };
}
