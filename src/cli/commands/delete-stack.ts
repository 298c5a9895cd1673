import { CLIENT_OPTIONS } from "../client-options.ts";
import type { Command } from "../command.ts";
import { printableJson } from "../read-answer.ts";
import { connect } from "../server-client.ts";

export const DELETE_STACK: Command = {
  name: "delete-stack",
  summary: "Remove a stack and everything it made.",
  operands: "STACK",
  operandCount: { min: 1, max: 1 },
  options: CLIENT_OPTIONS,
  examples: ["countersign delete-stack expense-approval"],
  async run({ operands: [name = ""], flags }, terminal) {
    const server = connect(flags, terminal);
    const answer = await server.callApi("DELETE", `/api/stacks/${encodeURIComponent(name)}`);
    terminal.print(flags["json"] ? printableJson(answer) : `Stack ${name} is deleted.`);
    return 0;
  },
};
