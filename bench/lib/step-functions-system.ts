// The approval workload over the API of Step Functions: Countersign's way, and that of the ceilings, which
// speak as much of it as the workload needs.

import { readFileSync } from "node:fs";
import type { ApprovalSystem } from "./approval-system.ts";
import { type Call, must } from "./step-functions-client.ts";

const ROLE = "arn:aws:iam::000000000000:role/bench";

export const REPORT = readFileSync(new URL("../expense-report.json", import.meta.url), "utf8");

export const DECISION = '{"Result":"Approved"}';

export interface BenchMachines {
  readonly approval: string;
  readonly passes: string;
  readonly tasks: string;
  readonly callbacks: string;
}

/** @param topicArn A topic that mails. */
export async function createMachines(call: Call, topicArn: string): Promise<BenchMachines> {
  return {
    approval: await createMachine(call, "approval", approvalDefinition(topicArn)),
    passes: await createMachine(call, "passes", chainOf({ Type: "Pass" })),
    tasks: await createMachine(call, "tasks", chainOf(publishing(topicArn))),
    callbacks: await createMachine(call, "callbacks", chainOf(asking(topicArn))),
  };
}

export async function createMachine(call: Call, name: string, definition: object): Promise<string> {
  const input = { name, roleArn: ROLE, definition: JSON.stringify(definition) };
  const { stateMachineArn } = await must(call, "CreateStateMachine", input);
  return String(stateMachineArn);
}

export function stepFunctionsSystem(call: Call, machines: BenchMachines): ApprovalSystem {
  const start = async (stateMachineArn: string, name: string, input: string) => {
    const started = await must(call, "StartExecution", { stateMachineArn, name, input });
    return String(started["executionArn"]);
  };
  const answer = async (taskToken: string) => {
    await must(call, "SendTaskSuccess", { taskToken, output: DECISION });
  };
  return {
    waitsOnceStarted: true,
    start: (name) => start(machines.approval, name, REPORT),
    findToken: (executionArn) => findToken(call, executionArn),
    // Answered when the execution has gone on and its end is durable.
    answer,
    runPasses: async (name) => void (await start(machines.passes, name, "{}")),
    runTasks: async (name) => void (await start(machines.tasks, name, "{}")),
    async runCallbacks(name) {
      const executionArn = await start(machines.callbacks, name, "{}");
      for (let step = 1; step <= 20; step++) await answer(await findToken(call, executionArn));
    },
  };
}

/** The newest token in a history. */
export async function findToken(call: Call, executionArn: string): Promise<string> {
  const newest = { executionArn, reverseOrder: true, maxResults: 3 };
  const { events } = await must(call, "GetExecutionHistory", newest);
  const found = /TOKEN:([A-Za-z0-9_-]{60})/.exec(JSON.stringify(events))?.[1];
  if (found === undefined) throw new Error("no token in the history");
  return found;
}

function approvalDefinition(topicArn: string) {
  return {
    StartAt: "Over 500",
    States: {
      "Over 500": {
        Type: "Choice",
        Choices: [{ Variable: "$.totalExpense", NumericGreaterThan: 500, Next: "Ask" }],
        Default: "Done",
      },
      Ask: { ...asking(topicArn), ResultPath: "$.decision", Next: "Done" },
      Done: { Type: "Succeed" },
    },
  };
}

function asking(topicArn: string) {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
    Parameters: {
      TopicArn: topicArn,
      "Message.$": "States.Format('TOKEN:{}', $$.Task.Token)",
    },
  };
}

function publishing(topicArn: string) {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::sns:publish",
    Parameters: { TopicArn: topicArn, Message: "One of twenty." },
    ResultPath: null,
  };
}

function chainOf(state: object) {
  const steps = STEPS.map((name, index) => {
    const next = STEPS[index + 1];
    return [name, { ...state, ...(next ? { Next: next } : { End: true }) }];
  });
  return { StartAt: STEPS[0], States: Object.fromEntries(steps) };
}

const STEPS = Array.from({ length: 20 }, (_, index) => `Step ${index + 1}`);
