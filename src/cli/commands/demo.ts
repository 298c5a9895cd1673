// The expense approval from start to end on a server of its own: what `npm start` runs.

import { fileURLToPath } from "node:url";
import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Config } from "../../config/config.ts";
import type { Server } from "../../server.ts";
import { type Command, CommandError } from "../command.ts";
import { type Deployed, deployStack, readDeployed, readDeployment } from "../deploy-template.ts";
import { findMailedLink } from "../find-mailed-link.ts";
import { followExecution } from "../follow-execution.ts";
import { quoteWord } from "../quote-word.ts";
import { findText, textAt } from "../read-answer.ts";
import { readTextFile } from "../read-json.ts";
import { describeAccess, getConfig, SERVER_OPTIONS, startServerHere } from "../run-server.ts";
import { createServerClient, type ServerClient } from "../server-client.ts";
import type { Terminal } from "../terminal.ts";

const STACK = "expense-approval";
/** At the root of the package, seen from the sources and from the built files alike. */
const EXAMPLE = new URL(`../../../examples/${STACK}/`, import.meta.url);

export const DEMO: Command = {
  name: "demo",
  summary: "Run the server with the expense approval deployed and one report waiting.",
  operands: "",
  operandCount: { min: 0, max: 0 },
  options: {
    approver: { value: "ADDRESS", about: "Who gets the mail (the report's approverEmail)." },
    ...SERVER_OPTIONS,
  },
  examples: [
    "countersign demo",
    "countersign demo --smtp-url smtp://localhost:1025 --approver me@example.com",
  ],
  async run({ flags }, terminal) {
    // The demonstration tells what happens itself; the log adds what goes wrong.
    const config = getConfig({ "log-level": "warn", ...flags }, terminal);
    const server = await startServerHere(config, terminal);
    const stop = new AbortController();
    const stopRequested = terminal.waitForStop().then(() => stop.abort());
    try {
      await play(
        server,
        config,
        { approver: findFlag(flags["approver"]), signal: stop.signal },
        terminal,
      );
      await stopRequested;
    } finally {
      await server.stop();
    }
    return 0;
  },
};

interface Play {
  readonly approver: string | undefined;
  readonly signal: AbortSignal;
}

async function play(
  { address, publicUrl }: Server,
  config: Config,
  { approver, signal }: Play,
  terminal: Terminal,
): Promise<void> {
  const client = createServerClient({ ...config, url: address });
  const deployed = await deployExample(client);
  const machineArn = machineArnOf(deployed);
  const started = await client.callStepFunctions("StartExecution", {
    stateMachineArn: machineArn,
    input: await readReport(approver),
  });
  const executionArn = textAt(started, "executionArn");
  const name = executionArn.split(":").at(-1) ?? "";
  const link = await findMailedLink({ url: address, credentials: config.credentials }, name);
  terminal.print(renderStory({ config, address, publicUrl, machineArn, executionArn, link }));
  const end = await followExecution(client, executionArn, signal);
  if (end !== undefined) terminal.print(renderEnd(end));
}

async function deployExample(client: ServerClient): Promise<Deployed> {
  const request = await readDeployment(fileURLToPath(new URL("template.yaml", EXAMPLE)));
  return readDeployed(await deployStack(client, STACK, { ...request, parameters: {} }));
}

function machineArnOf({ resources }: Deployed): string {
  const machine = resources.find(({ type }) => type.endsWith("::StateMachine"));
  if (machine !== undefined) return machine.physicalId;
  throw new CommandError(`The example ${STACK} has no state machine.`);
}

async function readReport(approver: string | undefined): Promise<string> {
  const text = await readTextFile(fileURLToPath(new URL("report.json", EXAMPLE)));
  const report = JSON.parse(text) as Json;
  return approver !== undefined && isJsonObject(report)
    ? JSON.stringify({ ...report, approverEmail: approver })
    : text;
}

interface Story {
  readonly config: Config;
  readonly address: string;
  readonly publicUrl: string;
  readonly machineArn: string;
  readonly executionArn: string;
  readonly link: string | undefined;
}

function renderStory({
  config,
  address,
  publicUrl,
  machineArn,
  executionArn,
  link,
}: Story): string {
  const aws = (command: string) =>
    `  aws stepfunctions ${command} --endpoint-url ${address} --region ${config.region} \\`;
  const mail =
    `Mailbox     ${publicUrl}/mailbox` +
    (config.smtpUrl === undefined ? "" : ", and the approver's inbox");
  return `
Countersign listens on ${address} (${describeAccess(config)}).

An expense report of 750.50 USD waits for its approver, who has been mailed this link:

  ${link ?? "(the mail is still under way: see the mailbox)"}

Open it, or read the mail first:

  ${mail}
  Executions  ${publicUrl}/executions

The same with the AWS command line (any credentials do, unless calls must be signed):

${aws("start-execution")}
      --state-machine-arn ${machineArn} \\
      --input ${quoteWord(`file://${fileURLToPath(new URL("report.json", EXAMPLE))}`)}
${aws("describe-execution")}
      --execution-arn ${executionArn}

The execution goes on when somebody has decided; Ctrl-C stops the server, and nothing is lost.
`;
}

/** The status, and why it failed; the output is for the page. */
function renderEnd(execution: JsonObject): string {
  const reasons = [findText(execution, "error"), findText(execution, "cause")].filter(Boolean);
  return `The execution ended: ${[textAt(execution, "status"), ...reasons].join(": ")}`;
}

function findFlag(flag: string | boolean | undefined): string | undefined {
  return flag === undefined ? undefined : String(flag);
}
