import { actOnTasks, givenTexts, TASKS_OPERANDS } from "../act-on-tasks.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import { type Command, UsageError } from "../command.ts";

export const DECIDE: Command = {
  name: "decide",
  summary: "Make the same choice for one or many requests.",
  ...TASKS_OPERANDS,
  options: {
    choice: { value: "ID", about: "The choice, such as approve or decline." },
    comment: { value: "TEXT", about: "What the decision is based on; kept with it." },
    ...CLIENT_OPTIONS,
  },
  examples: [
    'countersign decide 01j9zq3v5y8k2m4n6p8r0s2t4v --choice approve --comment "Within budget"',
    "countersign decide $(countersign tasks --state Review --older-than 30d --ids) --choice decline",
  ],
  async run(call, terminal) {
    const { choice } = call.flags;
    if (choice === undefined) throw new UsageError("--choice says what is decided.");
    const members = givenTexts(call.flags, "choice", "comment");
    return actOnTasks(call, { action: "decide", ...members }, terminal);
  },
};
