import { actOnTasks, givenTexts, TASKS_OPERANDS } from "../act-on-tasks.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import { type Command, UsageError } from "../command.ts";

export const ANSWER: Command = {
  name: "answer",
  summary: "Answer what an approver has asked about a request.",
  ...TASKS_OPERANDS,
  options: {
    answer: { value: "TEXT", about: "The answer; it goes to whoever has asked." },
    ...CLIENT_OPTIONS,
  },
  examples: [`countersign answer 01j9zq3v5y8k2m4n6p8r0s2t4v --answer "The invoice is attached."`],
  async run(call, terminal) {
    if (call.flags["answer"] === undefined)
      throw new UsageError("--answer takes what is answered.");
    return actOnTasks(call, { action: "answer", ...givenTexts(call.flags, "answer") }, terminal);
  },
};
