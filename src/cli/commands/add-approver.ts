import { actOnTasks, TASKS_OPERANDS } from "../act-on-tasks.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import { type Command, UsageError } from "../command.ts";

export const ADD_APPROVER: Command = {
  name: "add-approver",
  summary: "Ask somebody as well.",
  ...TASKS_OPERANDS,
  options: {
    to: { value: "ADDRESS", about: "Who is asked as well." },
    ...CLIENT_OPTIONS,
  },
  examples: ["countersign add-approver 01j9zq3v5y8k2m4n6p8r0s2t4v --to cfo@example.com"],
  async run(call, terminal) {
    const { to } = call.flags;
    if (to === undefined) throw new UsageError("--to says who is asked as well.");
    return actOnTasks(call, { action: "addApprover", approver: String(to) }, terminal);
  },
};
