import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import type { Command } from "../command.ts";
import { getExecution, listAll } from "../find-resources.ts";
import { findInstant, findText, printableJson, textAt } from "../read-answer.ts";
import { renderTable } from "../render-table.ts";
import { connect } from "../server-client.ts";

const PAGE_EVENTS = 1_000;

/** The members of an event's details that say in a few words what it is about. */
const TELLING = ["name", "resourceType", "resource", "error", "cause"];
const ABOUT_LENGTH_MAX = 100;

export const HISTORY: Command = {
  name: "history",
  summary: "Show what happened in an execution, event by event.",
  operands: "EXECUTION",
  operandCount: { min: 1, max: 1 },
  options: CLIENT_OPTIONS,
  examples: ["countersign history report-er98765"],
  async run({ operands: [word = ""], flags }, terminal) {
    const server = connect(flags, terminal);
    const execution = await getExecution(server, word);
    const input = { executionArn: textAt(execution, "executionArn"), maxResults: PAGE_EVENTS };
    const events = await listAll(server, "GetExecutionHistory", input, "events");
    terminal.print(flags["json"] ? printableJson({ events }) : render(events));
    return 0;
  },
};

function render(events: readonly JsonObject[]): string {
  return renderTable(
    ["id", "time", "event", "about"],
    events.map((event) => [
      String(event["id"]),
      new Date(findInstant(event, "timestamp") ?? 0).toISOString(),
      textAt(event, "type"),
      aboutOf(event),
    ]),
  );
}

function aboutOf(event: JsonObject): string {
  const details = Object.values(event).find((value) => isJsonObject(value));
  if (details === undefined) return "";
  const words = TELLING.map((key) => findText(details, key)).filter((word) => word !== undefined);
  const about = words.join(" ");
  return about.length > ABOUT_LENGTH_MAX ? `${about.slice(0, ABOUT_LENGTH_MAX - 1)}…` : about;
}
