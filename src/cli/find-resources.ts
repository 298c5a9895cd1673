// From what a person types to the ARN that the API wants.

import type { JsonObject } from "../base/json.ts";
import { suggest } from "../base/suggest.ts";
import { CommandError } from "./command.ts";
import { objectsAt, textAt } from "./read-answer.ts";
import type { ServerClient } from "./server-client.ts";

type Caller = Pick<ServerClient, "callStepFunctions">;

export interface StateMachineName {
  readonly name: string;
  readonly arn: string;
}

/** Every item of an operation that answers in pages. */
export async function listAll(
  server: Caller,
  operation: string,
  input: JsonObject,
  key: string,
): Promise<readonly JsonObject[]> {
  const items: JsonObject[] = [];
  let page: JsonObject = {};
  do {
    const more = page["nextToken"];
    page = await server.callStepFunctions(operation, {
      ...input,
      ...(more === undefined ? {} : { nextToken: more }),
    });
    items.push(...objectsAt(page, key));
  } while (typeof page["nextToken"] === "string");
  return items;
}

export async function listStateMachines(server: Caller): Promise<readonly StateMachineName[]> {
  const machines = await listAll(server, "ListStateMachines", {}, "stateMachines");
  return machines.map((machine) => ({
    name: textAt(machine, "name"),
    arn: textAt(machine, "stateMachineArn"),
  }));
}

/**
 * The machine that is called so, or the only one of that logical id (`Name-a1b2c3`, as stacks name
 * them).
 * @throws CommandError
 */
export async function getStateMachine(server: Caller, word: string): Promise<StateMachineName> {
  if (word.startsWith("arn:")) return { arn: word, name: word.split(":").at(-1) ?? word };
  const machines = await listStateMachines(server);
  const exact = machines.find(({ name }) => name === word);
  if (exact !== undefined) return exact;
  const alike = machines.filter(({ name }) => name.startsWith(`${word}-`));
  if (alike.length > 1) {
    const names = alike.map(({ name }) => name).join(", ");
    throw new CommandError(`Several state machines are called so: ${names}.`);
  }
  const [only] = alike;
  if (only !== undefined) return only;
  const meant = suggest(
    word,
    machines.map(({ name }) => name),
  );
  throw new CommandError(
    `There is no state machine "${word}"${meant === undefined ? "." : `: did you mean ${meant}?`}`,
  );
}

/**
 * The answer of DescribeExecution for an ARN or a name. A name is looked for under every machine, as
 * it is unique only within one.
 * @throws CommandError
 */
export async function getExecution(server: Caller, word: string): Promise<JsonObject> {
  if (word.startsWith("arn:")) {
    return server.callStepFunctions("DescribeExecution", { executionArn: word });
  }
  const machines = await listStateMachines(server);
  const answers = await Promise.all(
    machines.map(({ arn }) => findExecution(server, executionArnOf(arn, word))),
  );
  const found = answers.filter((answer) => answer !== undefined);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only === undefined) throw new CommandError(`There is no execution "${word}".`);
  const arns = found.map((answer) => `\n  ${textAt(answer, "executionArn")}`);
  throw new CommandError(`Several executions are called so; give the ARN:${arns.join("")}`);
}

function executionArnOf(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
}

async function findExecution(
  server: Caller,
  executionArn: string,
): Promise<JsonObject | undefined> {
  try {
    return await server.callStepFunctions("DescribeExecution", { executionArn });
  } catch (error) {
    if (error instanceof CommandError && error.message.startsWith("ExecutionDoesNotExist")) {
      return undefined;
    }
    throw error;
  }
}
