// The stacks of this server as its doors see them.

import { randomInt } from "node:crypto";
import { createTurns } from "../../engine/turns.ts";
import { type DeleteStackDeps, deleteStack } from "./delete-stack.ts";
import { type DeployDeps, type DeployedStack, deployStack } from "./deploy-stack.ts";
import type { StackRequest } from "./plan-stack.ts";
import type { RemovedResource } from "./remove-resources.ts";

export interface Stacks {
  /** @throws StackError with everything that is wrong; then nothing has changed. */
  deploy(request: StackRequest): Promise<DeployedStack>;
  /** What was removed; `undefined` when there is no stack of that name. */
  remove(stackName: string, callerName: string): Promise<readonly RemovedResource[] | undefined>;
}

/**
 * Of one stack, one deployment at a time: two at once would each make what the template names. Between
 * servers that share a database, the stack's record decides.
 */
export function createStacks(deps: Omit<DeployDeps, "randomId"> & DeleteStackDeps): Stacks {
  const takeTurn = createTurns();
  return {
    deploy: (request) =>
      takeTurn(request.stackName, () => deployStack({ ...deps, randomId }, request)),
    remove: (stackName, callerName) =>
      takeTurn(stackName, () => deleteStack(deps, stackName, callerName)),
  };
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

function randomId(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}
