import type { JsonObject } from "../../base/json.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import { type Command, UsageError } from "../command.ts";
import { getStateMachine, listStateMachines } from "../find-resources.ts";
import { findInstant, objectsAt, printableJson, textAt } from "../read-answer.ts";
import { renderTable } from "../render-table.ts";
import { renderAge, renderDuration } from "../render-time.ts";
import { connect } from "../server-client.ts";
import type { Terminal } from "../terminal.ts";

const STATUSES = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"];
const LIMIT_MAX = 1_000;

export const EXECUTIONS: Command = {
  name: "executions",
  summary: "List executions, newest first.",
  operands: "",
  operandCount: { min: 0, max: 0 },
  options: {
    "state-machine": { value: "NAME", about: "Of this state machine only (all)." },
    status: { value: "STATUS", about: `With this status: ${STATUSES.join(", ")} (any).` },
    limit: { value: "NUMBER", about: `At most so many, up to ${LIMIT_MAX} (20).` },
    ...CLIENT_OPTIONS,
  },
  examples: [
    "countersign executions",
    "countersign executions --state-machine expense-approval --status running",
  ],
  async run({ flags }, terminal) {
    const filter = parseStatus(flags["status"]);
    const limit = parseLimit(flags["limit"]);
    const server = connect(flags, terminal);
    const machines =
      flags["state-machine"] === undefined
        ? await listStateMachines(server)
        : [await getStateMachine(server, String(flags["state-machine"]))];
    const pages = await Promise.all(
      machines.map(({ arn }) =>
        server.callStepFunctions("ListExecutions", {
          stateMachineArn: arn,
          maxResults: limit,
          ...filter,
        }),
      ),
    );
    const executions = pages
      .flatMap((page) => objectsAt(page, "executions"))
      .sort((one, other) => startOf(other) - startOf(one))
      .slice(0, limit);
    terminal.print(flags["json"] ? printableJson({ executions }) : render(executions, terminal));
    return 0;
  },
};

function render(executions: readonly JsonObject[], terminal: Pick<Terminal, "clock">): string {
  if (executions.length === 0) return "No executions.";
  const now = terminal.clock();
  return renderTable(
    ["name", "state machine", "status", "started", "took"],
    executions.map((execution) => [
      textAt(execution, "name"),
      textAt(execution, "stateMachineArn").split(":").at(-1) ?? "",
      textAt(execution, "status"),
      renderAge(startOf(execution), now),
      tookOf(execution),
    ]),
  );
}

function tookOf(execution: JsonObject): string {
  const stoppedAt = findInstant(execution, "stopDate");
  return stoppedAt === undefined ? "" : renderDuration(stoppedAt - startOf(execution));
}

function startOf(execution: JsonObject): number {
  return findInstant(execution, "startDate") ?? 0;
}

function parseStatus(word: string | boolean | undefined): JsonObject {
  if (word === undefined) return {};
  const status = String(word).toUpperCase().replaceAll("-", "_");
  if (STATUSES.includes(status)) return { statusFilter: status };
  throw new UsageError(`--status must be one of ${STATUSES.join(", ")}.`);
}

function parseLimit(word: string | boolean | undefined): number {
  const limit = Number(word ?? 20);
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw new UsageError(`--limit must be a number from 1 to ${LIMIT_MAX}.`);
}
