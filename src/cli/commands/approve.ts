import type { Json } from "../../base/json.ts";
import { answerTask, DECISION_OPTIONS, decisionOf } from "../answer-task.ts";
import type { Command } from "../command.ts";
import { readJson } from "../read-json.ts";

export const APPROVE: Command = {
  name: "approve",
  summary: "Answer a waiting task with yes.",
  operands: "TASK",
  operandCount: { min: 1, max: 1 },
  options: {
    choice: { value: "ID", about: "The choice to take, where it is called otherwise (approve)." },
    output: {
      value: "JSON",
      about: "The output of a task without an approval: JSON, @file, or - for standard input.",
    },
    ...DECISION_OPTIONS,
  },
  examples: [
    "countersign tasks",
    'countersign approve 01j9zq3v5y8k2m4n6p8r0s2t4v --comment "Within budget"',
    `countersign approve 01j9zq3v5y8k2m4n6p8r0s2t4v.1 --output '{"Status": "Approved"}'`,
  ],
  async run(call, terminal) {
    const { choice, output } = call.flags;
    const decision =
      output === undefined
        ? decisionOf(String(choice ?? "approve"), call)
        : { output: JSON.parse(await readJson("--output", String(output), terminal)) as Json };
    return answerTask(call, decision, terminal);
  },
};
