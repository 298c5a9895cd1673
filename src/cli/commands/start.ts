import { CLIENT_OPTIONS } from "../client-options.ts";
import type { Command } from "../command.ts";
import { getStateMachine } from "../find-resources.ts";
import { printableJson, textAt } from "../read-answer.ts";
import { readJson } from "../read-json.ts";
import { connect } from "../server-client.ts";

export const START: Command = {
  name: "start",
  summary: "Start an execution of a state machine.",
  operands: "STATE-MACHINE",
  operandCount: { min: 1, max: 1 },
  options: {
    input: { value: "JSON", about: "The input: JSON, @file, or - for standard input ({})." },
    name: { value: "NAME", about: "The execution's name (made up)." },
    ...CLIENT_OPTIONS,
  },
  examples: [
    `countersign start expense-approval --input '{"totalExpense": 750.5}'`,
    "countersign start expense-approval --input @report.json --name report-er98765",
  ],
  async run({ operands: [machine = ""], flags }, terminal) {
    const server = connect(flags, terminal);
    const input =
      flags["input"] === undefined
        ? "{}"
        : await readJson("--input", String(flags["input"]), terminal);
    const { arn } = await getStateMachine(server, machine);
    const answer = await server.callStepFunctions("StartExecution", {
      stateMachineArn: arn,
      input,
      ...(flags["name"] === undefined ? {} : { name: flags["name"] }),
    });
    terminal.print(flags["json"] ? printableJson(answer) : textAt(answer, "executionArn"));
    return 0;
  },
};
