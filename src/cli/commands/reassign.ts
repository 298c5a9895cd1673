import { actOnTasks, givenTexts, REASON_OPTION, TASKS_OPERANDS } from "../act-on-tasks.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import { type Command, UsageError } from "../command.ts";

export const REASSIGN: Command = {
  name: "reassign",
  summary: "Ask somebody else in an approver's place.",
  ...TASKS_OPERANDS,
  options: {
    to: { value: "ADDRESS", about: "Who is asked from now on." },
    from: { value: "ADDRESS", about: "In whose place (the one person who is asked)." },
    ...REASON_OPTION,
    ...CLIENT_OPTIONS,
  },
  examples: [
    'countersign reassign 01j9zq3v5y8k2m4n6p8r0s2t4v --to bob@example.com --reason "On leave"',
    "countersign reassign $(countersign tasks --approver ann@example.com --ids) \\",
    '    --from ann@example.com --to bob@example.com --reason "Has left the company"',
  ],
  async run(call, terminal) {
    if (call.flags["to"] === undefined) throw new UsageError("--to says who is asked instead.");
    const members = givenTexts(call.flags, "from", "to", "reason");
    return actOnTasks(call, { action: "reassign", ...members }, terminal);
  },
};
