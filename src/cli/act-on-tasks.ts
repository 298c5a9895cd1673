// What the commands share that do something with what waits: on one task, or on many with a result for each.

import type { JsonObject } from "../base/json.ts";
import type { Call, Options } from "./command.ts";
import { findText, objectsAt, printableJson, textAt } from "./read-answer.ts";
import { renderTable } from "./render-table.ts";
import { connect, type ServerClient } from "./server-client.ts";
import type { Terminal } from "./terminal.ts";

/** Operands of these commands; the server takes as many at once. */
export const TASKS_OPERANDS = { operands: "TASK…", operandCount: { min: 1, max: 10_000 } } as const;

export const REASON_OPTION: Options = {
  reason: { value: "TEXT", about: "Why; kept with the request." },
};

const AT_ONCE_MAX = 500;

/** @returns 1 when one of many could not be done; of one alone, that is an error */
export async function actOnTasks(
  { operands, flags }: Call,
  action: JsonObject & { readonly action: string },
  terminal: Terminal,
): Promise<number> {
  const client = connect(flags, terminal);
  const [id = "", ...others] = operands;
  const body = { ...action, channel: "cli" };
  if (others.length === 0) {
    const answer = await client.callApi(
      "POST",
      `/api/tasks/${encodeURIComponent(id)}/action`,
      body,
    );
    terminal.print(
      flags["json"] ? printableJson(answer) : (findText(answer, "message") ?? "Done."),
    );
    return 0;
  }
  const results = await actOnAll(client, operands, body);
  terminal.print(flags["json"] ? printableJson({ results }) : render(results));
  return results.some(({ error }) => error !== undefined) ? 1 : 0;
}

async function actOnAll(
  client: Pick<ServerClient, "callApi">,
  ids: readonly string[],
  body: JsonObject,
): Promise<JsonObject[]> {
  const results: JsonObject[] = [];
  for (let start = 0; start < ids.length; start += AT_ONCE_MAX) {
    const some = ids.slice(start, start + AT_ONCE_MAX);
    const answer = await client.callApi("POST", "/api/tasks/bulk", { ...body, ids: some });
    results.push(...objectsAt(answer, "results"));
  }
  return results;
}

function render(results: readonly JsonObject[]): string {
  const rows = results.map((result) => {
    const error = result["error"] as JsonObject | undefined;
    const said = error ? `${textAt(error, "code")}: ${textAt(error, "message")}` : undefined;
    return [textAt(result, "id"), said ?? findText(result, "message") ?? "Done."];
  });
  return renderTable(["id", "what became of it"], rows);
}

/** Members with the names of the options that were given. */
export function givenTexts(flags: Call["flags"], ...names: readonly string[]): JsonObject {
  const given = names.filter((name) => flags[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, String(flags[name])]));
}
