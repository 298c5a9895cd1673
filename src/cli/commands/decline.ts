import { answerTask, DECISION_OPTIONS, decisionOf } from "../answer-task.ts";
import type { Command } from "../command.ts";

export const DECLINE: Command = {
  name: "decline",
  summary: "Answer a waiting task with no.",
  operands: "TASK",
  operandCount: { min: 1, max: 1 },
  options: {
    choice: { value: "ID", about: "The choice to take, where it is called otherwise (decline)." },
    error: { value: "NAME", about: "Fail a task without an approval with this error." },
    cause: { value: "TEXT", about: "And with this cause." },
    ...DECISION_OPTIONS,
  },
  examples: [
    "countersign tasks",
    'countersign decline 01j9zq3v5y8k2m4n6p8r0s2t4v --comment "Receipt is missing"',
    "countersign decline 01j9zq3v5y8k2m4n6p8r0s2t4v.1 --error Declined --cause 'Too much'",
  ],
  async run(call, terminal) {
    const { choice, error, cause } = call.flags;
    const decision =
      error === undefined && cause === undefined
        ? decisionOf(String(choice ?? "decline"), call)
        : { ...(error && { error: String(error) }), ...(cause && { cause: String(cause) }) };
    return answerTask(call, decision, terminal);
  },
};
