import type { JsonObject } from "../../base/json.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import type { Command } from "../command.ts";
import { findText, objectsAt, printableJson, textAt } from "../read-answer.ts";
import { renderTable } from "../render-table.ts";
import { renderAge } from "../render-time.ts";
import { connect, type ServerClient } from "../server-client.ts";

export const TASKS: Command = {
  name: "tasks",
  summary: "List what waits for somebody, longest waiting first.",
  operands: "",
  operandCount: { min: 0, max: 0 },
  options: CLIENT_OPTIONS,
  examples: ["countersign tasks", "countersign tasks --json"],
  async run({ flags }, terminal) {
    const tasks = await listTasks(connect(flags, terminal));
    terminal.print(flags["json"] ? printableJson({ tasks }) : render(tasks, terminal.clock()));
    return 0;
  },
};

async function listTasks(server: Pick<ServerClient, "callApi">): Promise<readonly JsonObject[]> {
  const tasks: JsonObject[] = [];
  let after: string | undefined;
  do {
    const query = after === undefined ? "" : `?after=${encodeURIComponent(after)}`;
    const page = await server.callApi("GET", `/api/tasks${query}`);
    tasks.push(...objectsAt(page, "tasks"));
    after = findText(page, "next");
  } while (after !== undefined);
  return tasks;
}

function render(tasks: readonly JsonObject[], now: number): string {
  if (tasks.length === 0) return "Nothing waits.";
  return renderTable(
    ["id", "what", "for", "waiting since", "execution"],
    tasks.map((task) => [
      textAt(task, "id"),
      findText(task, "title") ?? "",
      findText(task, "approver") ?? "",
      renderAge(Date.parse(textAt(task, "createdAt")), now),
      findText(task, "executionName") ?? "",
    ]),
  );
}
