import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import type { Command } from "../command.ts";
import { objectsAt, printableJson, textAt } from "../read-answer.ts";
import { renderTable } from "../render-table.ts";
import { renderAge } from "../render-time.ts";
import { connect } from "../server-client.ts";

export const NODES: Command = {
  name: "nodes",
  summary: "List the servers that share the database, and what each is at work on.",
  operands: "",
  operandCount: { min: 0, max: 0 },
  options: CLIENT_OPTIONS,
  examples: ["countersign nodes", "countersign nodes --json"],
  async run({ flags }, terminal) {
    const answer = await connect(flags, terminal).callApi("GET", "/api/nodes");
    terminal.print(flags["json"] ? printableJson(answer) : render(answer, terminal.clock()));
    return 0;
  },
};

function render(answer: JsonObject, now: number): string {
  const answeredBy = textAt(answer, "answeredBy");
  return renderTable(
    ["id", "host", "version", "status", "started", "last seen", "at work on"],
    objectsAt(answer, "nodes").map((node) => [
      textAt(node, "id") + (textAt(node, "id") === answeredBy ? " *" : ""),
      `${textAt(node, "host")}:${node["pid"]}`,
      textAt(node, "version"),
      textAt(node, "status"),
      renderAge(Date.parse(textAt(node, "startedAt")), now),
      // By the servers' own time, which this machine's may not agree with.
      renderAge(0, Number(node["silentSeconds"]) * 1000),
      renderLeases(node["leases"]),
    ]),
  );
}

const WORDS = [
  ["tasks", "task", "tasks"],
  ["deliveries", "delivery", "deliveries"],
  ["mapRuns", "Map Run", "Map Runs"],
] as const;

/** `3 tasks, 1 delivery`. */
function renderLeases(leases: Json | undefined): string {
  const counts = isJsonObject(leases) ? leases : {};
  return WORDS.map(([key, one, many]) => [Number(counts[key]), one, many] as const)
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`)
    .join(", ");
}
