import { actOnTasks, givenTexts, REASON_OPTION, TASKS_OPERANDS } from "../act-on-tasks.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import type { Command } from "../command.ts";

export const CANCEL: Command = {
  name: "cancel",
  summary: "End requests without a decision: their tasks fail with ApprovalCancelled.",
  ...TASKS_OPERANDS,
  options: { ...REASON_OPTION, ...CLIENT_OPTIONS },
  examples: ['countersign cancel 01j9zq3v5y8k2m4n6p8r0s2t4v --reason "Asked twice"'],
  run: (call, terminal) =>
    actOnTasks(call, { action: "cancel", ...givenTexts(call.flags, "reason") }, terminal),
};
