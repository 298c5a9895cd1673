import { actOnTasks, TASKS_OPERANDS } from "../act-on-tasks.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import type { Command } from "../command.ts";

export const REMIND: Command = {
  name: "remind",
  summary: "Remind everybody whose decision is missing, now.",
  ...TASKS_OPERANDS,
  options: CLIENT_OPTIONS,
  examples: [
    "countersign remind 01j9zq3v5y8k2m4n6p8r0s2t4v",
    "countersign remind $(countersign tasks --kind approval --older-than 3d --ids)",
  ],
  run: (call, terminal) => actOnTasks(call, { action: "remind" }, terminal),
};
