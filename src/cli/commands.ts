import type { Command } from "./command.ts";
import { APPROVE } from "./commands/approve.ts";
import { BACKUP } from "./commands/backup.ts";
import { DECLINE } from "./commands/decline.ts";
import { DELETE_STACK } from "./commands/delete-stack.ts";
import { DEMO } from "./commands/demo.ts";
import { DEPLOY } from "./commands/deploy.ts";
import { DESCRIBE } from "./commands/describe.ts";
import { EXECUTIONS } from "./commands/executions.ts";
import { EXPORT } from "./commands/export.ts";
import { HISTORY } from "./commands/history.ts";
import { IMPORT } from "./commands/import.ts";
import { RESTORE } from "./commands/restore.ts";
import { SERVE } from "./commands/serve.ts";
import { SIMULATE } from "./commands/simulate.ts";
import { START } from "./commands/start.ts";
import { TASKS } from "./commands/tasks.ts";
import { TEST } from "./commands/test.ts";
import { VALIDATE } from "./commands/validate.ts";

/** In the order of the overview. */
export const COMMANDS: readonly Command[] = [
  SERVE,
  DEMO,
  DEPLOY,
  DELETE_STACK,
  VALIDATE,
  TEST,
  SIMULATE,
  START,
  EXECUTIONS,
  DESCRIBE,
  HISTORY,
  TASKS,
  APPROVE,
  DECLINE,
  BACKUP,
  RESTORE,
  EXPORT,
  IMPORT,
];
