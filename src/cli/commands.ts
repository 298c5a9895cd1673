// The commands by name, each loaded when it is called: most need little of this program.

import type { Command } from "./command.ts";

/** In the order of the overview. */
const LOADERS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ["serve", async () => (await import("./commands/serve.ts")).SERVE],
  ["demo", async () => (await import("./commands/demo.ts")).DEMO],
  ["deploy", async () => (await import("./commands/deploy.ts")).DEPLOY],
  ["delete-stack", async () => (await import("./commands/delete-stack.ts")).DELETE_STACK],
  ["validate", async () => (await import("./commands/validate.ts")).VALIDATE],
  ["test", async () => (await import("./commands/test.ts")).TEST],
  ["simulate", async () => (await import("./commands/simulate.ts")).SIMULATE],
  ["start", async () => (await import("./commands/start.ts")).START],
  ["executions", async () => (await import("./commands/executions.ts")).EXECUTIONS],
  ["describe", async () => (await import("./commands/describe.ts")).DESCRIBE],
  ["history", async () => (await import("./commands/history.ts")).HISTORY],
  ["tasks", async () => (await import("./commands/tasks.ts")).TASKS],
  ["nodes", async () => (await import("./commands/nodes.ts")).NODES],
  ["ask", async () => (await import("./commands/ask.ts")).ASK],
  ["approve", async () => (await import("./commands/approve.ts")).APPROVE],
  ["decline", async () => (await import("./commands/decline.ts")).DECLINE],
  ["decide", async () => (await import("./commands/decide.ts")).DECIDE],
  ["remind", async () => (await import("./commands/remind.ts")).REMIND],
  ["reassign", async () => (await import("./commands/reassign.ts")).REASSIGN],
  ["add-approver", async () => (await import("./commands/add-approver.ts")).ADD_APPROVER],
  ["answer", async () => (await import("./commands/answer.ts")).ANSWER],
  ["cancel", async () => (await import("./commands/cancel.ts")).CANCEL],
  ["mail", async () => (await import("./commands/mail.ts")).MAIL],
  ["audit", async () => (await import("./commands/audit.ts")).AUDIT],
  ["token", async () => (await import("./commands/token.ts")).TOKEN],
  ["people", async () => (await import("./commands/people.ts")).PEOPLE],
  ["backup", async () => (await import("./commands/backup.ts")).BACKUP],
  ["restore", async () => (await import("./commands/restore.ts")).RESTORE],
  ["export", async () => (await import("./commands/export.ts")).EXPORT],
  ["import", async () => (await import("./commands/import.ts")).IMPORT],
]);

export const COMMAND_NAMES: readonly string[] = [...LOADERS.keys()];

export async function findCommand(name: string): Promise<Command | undefined> {
  return LOADERS.get(name)?.();
}

export function loadCommands(): Promise<readonly Command[]> {
  return Promise.all(LOADERS.values().map((load) => load()));
}
