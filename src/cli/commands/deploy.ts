import { CLIENT_OPTIONS } from "../client-options.ts";
import type { Command } from "../command.ts";
import {
  defaultStackName,
  deployStack,
  parseOverrides,
  readDeployed,
  readDeployment,
} from "../deploy-template.ts";
import { printableJson } from "../read-answer.ts";
import { renderDeployed } from "../render-deployed.ts";
import { connect } from "../server-client.ts";

export const DEPLOY: Command = {
  name: "deploy",
  summary: "Create or update a stack from a SAM or CloudFormation template.",
  operands: "TEMPLATE",
  operandCount: { min: 1, max: 1 },
  options: {
    "stack-name": { value: "NAME", about: "The stack (named like the template's folder)." },
    "parameter-overrides": {
      value: "NAME=VALUE …",
      isList: true,
      about: "Values of the template's parameters.",
    },
    ...CLIENT_OPTIONS,
  },
  examples: [
    "countersign deploy template.yaml",
    "countersign deploy template.yaml --stack-name review \\",
    "    --parameter-overrides ApproverEmailAddress=manager@example.com",
  ],
  async run({ operands: [path = ""], flags, lists }, terminal) {
    const server = connect(flags, terminal);
    const stackName = String(flags["stack-name"] ?? defaultStackName(path));
    const parameters = parseOverrides(lists["parameter-overrides"] ?? []);
    const request = { ...(await readDeployment(path)), parameters };
    const answer = await deployStack(server, stackName, request);
    terminal.print(
      flags["json"] ? printableJson(answer) : renderDeployed(stackName, readDeployed(answer)),
    );
    return 0;
  },
};
