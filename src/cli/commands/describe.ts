import type { JsonObject } from "../../base/json.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import type { Command } from "../command.ts";
import { getExecution } from "../find-resources.ts";
import { findInstant, findText, printableJson } from "../read-answer.ts";
import { renderPairs } from "../render-table.ts";
import { renderAge } from "../render-time.ts";
import { connect } from "../server-client.ts";

export const DESCRIBE: Command = {
  name: "describe",
  summary: "Show one execution: status, input, output.",
  operands: "EXECUTION",
  operandCount: { min: 1, max: 1 },
  options: CLIENT_OPTIONS,
  examples: ["countersign describe report-er98765", "countersign describe report-er98765 --json"],
  async run({ operands: [word = ""], flags }, terminal) {
    const execution = await getExecution(connect(flags, terminal), word);
    terminal.print(flags["json"] ? printableJson(execution) : render(execution, terminal.clock()));
    return 0;
  },
};

function render(execution: JsonObject, now: number): string {
  const timeOf = (key: string): string | undefined => {
    const at = findInstant(execution, key);
    return at === undefined ? undefined : `${new Date(at).toISOString()} (${renderAge(at, now)})`;
  };
  const rows: readonly [string, string | undefined][] = [
    ["Name", findText(execution, "name")],
    ["Status", findText(execution, "status")],
    ["State machine", findText(execution, "stateMachineArn")],
    ["Execution", findText(execution, "executionArn")],
    ["Started", timeOf("startDate")],
    ["Stopped", timeOf("stopDate")],
    ["Input", findText(execution, "input")],
    ["Output", findText(execution, "output")],
    ["Error", findText(execution, "error")],
    ["Cause", findText(execution, "cause")],
  ];
  return renderPairs(rows.filter((row): row is [string, string] => row[1] !== undefined));
}
