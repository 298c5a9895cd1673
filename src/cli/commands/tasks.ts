import type { Instant } from "../../base/instant.ts";
import type { JsonObject } from "../../base/json.ts";
import { givenTexts } from "../act-on-tasks.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import { type Call, type Command, UsageError } from "../command.ts";
import { findText, objectsAt, printableJson, textAt } from "../read-answer.ts";
import { renderTable } from "../render-table.ts";
import { renderAge, renderDuration } from "../render-time.ts";
import { connect, type ServerClient } from "../server-client.ts";

export const TASKS: Command = {
  name: "tasks",
  summary: "List what waits for somebody, longest waiting first.",
  operands: "",
  operandCount: { min: 0, max: 0 },
  options: {
    machine: { value: "NAME", about: "Only of this state machine." },
    state: { value: "NAME", about: "Only of this step." },
    kind: { value: "KIND", about: "Only of this kind: approval, or task (answered by a program)." },
    approver: { value: "ADDRESS", about: "Only what waits for this person." },
    "older-than": { value: "LENGTH", about: "Only what has waited longer, such as 12h or 3d." },
    limit: { value: "NUMBER", about: "At most so many (all)." },
    ids: { about: "Print ids alone, for other commands." },
    ...CLIENT_OPTIONS,
  },
  examples: [
    "countersign tasks",
    "countersign tasks --approver ann@example.com --older-than 3d",
    "countersign remind $(countersign tasks --machine expenses --kind approval --ids)",
  ],
  async run({ flags }, terminal) {
    const tasks = await listTasks(connect(flags, terminal), queryOf(flags), limitOf(flags));
    if (flags["json"]) terminal.print(printableJson({ tasks }));
    else if (!flags["ids"]) terminal.print(render(tasks, terminal.clock()));
    else for (const task of tasks) terminal.print(textAt(task, "id"));
    return 0;
  },
};

function queryOf(flags: Call["flags"]): readonly [string, string][] {
  const given = givenTexts(flags, "machine", "state", "kind", "approver", "older-than");
  return Object.entries(given).map(([name, value]) => [
    name === "older-than" ? "olderThan" : name,
    String(value),
  ]);
}

function limitOf({ limit }: Call["flags"]): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  if (/^[1-9]\d{0,6}$/.test(String(limit))) return Number(limit);
  throw new UsageError(`--limit takes a number, not "${limit}".`);
}

async function listTasks(
  server: Pick<ServerClient, "callApi">,
  filter: readonly [string, string][],
  limit: number,
): Promise<readonly JsonObject[]> {
  const tasks: JsonObject[] = [];
  let after: string | undefined;
  do {
    const query = new URLSearchParams(filter.map((each) => [...each]));
    if (after !== undefined) query.set("after", after);
    const page = await server.callApi("GET", query.size === 0 ? PATH : `${PATH}?${query}`);
    tasks.push(...objectsAt(page, "tasks"));
    after = findText(page, "next");
  } while (after !== undefined && tasks.length < limit);
  return tasks.slice(0, limit);
}

const PATH = "/api/tasks";

function render(tasks: readonly JsonObject[], now: Instant): string {
  if (tasks.length === 0) return "Nothing waits.";
  return renderTable(
    ["id", "what", "for", "waiting since", "next reminder", "ends", "execution"],
    tasks.map((task) => [
      textAt(task, "id"),
      findText(task, "title") ?? "",
      waitsFor(task),
      renderAge(Date.parse(textAt(task, "createdAt")), now),
      renderAhead(findText(task, "nextReminderAt"), now),
      renderAhead(findText(task, "expiresAt"), now),
      executionOf(task),
    ]),
  );
}

/** Those whose decision is missing, or what is waited for in their place. */
function waitsFor(task: JsonObject): string {
  if (task["held"]) return "the time to take it back";
  if (task["sentBack"]) return "whoever has asked";
  if (task["waitsFor"] === undefined) return findText(task, "approver") ?? "";
  const addresses = objectsAt(task, "waitsFor").map((seat) => textAt(seat, "address"));
  return addresses.join(", ");
}

/** What carries a request without a workflow has a name of no meaning. */
function executionOf(task: JsonObject): string {
  const isOwn = findText(task, "stateMachineName")?.startsWith("countersign.");
  return isOwn ? "" : (findText(task, "executionName") ?? "");
}

function renderAhead(at: string | undefined, now: Instant): string {
  if (at === undefined) return "";
  const aheadMs = Date.parse(at) - now;
  return aheadMs < 1_000 ? "now" : `in ${renderDuration(aheadMs)}`;
}
