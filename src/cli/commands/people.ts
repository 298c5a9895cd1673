import type { JsonObject } from "../../base/json.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import { type Call, type Command, UsageError } from "../command.ts";
import { findText, objectsAt, textAt } from "../read-answer.ts";
import { renderTable } from "../render-table.ts";
import { runVerb, type Verb } from "../run-verb.ts";
import type { ServerClient } from "../server-client.ts";

/** Those that are given as they are; the delegation has three. */
const MEMBERS = {
  name: "name",
  locale: "locale",
  "time-zone": "timeZone",
  manager: "manager",
  role: "role",
  digest: "digest",
} as const;

export const PEOPLE: Command = {
  name: "people",
  summary: "List, put and remove people and groups, beside those of the file of people.",
  operands: "list | put ADDRESS | put group:NAME | remove ADDRESS | remove group:NAME",
  operandCount: { min: 1, max: 2 },
  options: {
    name: { value: "TEXT", about: "What they are called." },
    locale: { value: "LOCALE", about: "How they are written to, such as de-AT." },
    "time-zone": { value: "ZONE", about: "Whose clock counts for them, such as Europe/Berlin." },
    manager: { value: "ADDRESS", about: "Whom they report to." },
    role: { value: "ROLE", about: "viewer, operator or admin." },
    digest: { value: "TIME", about: "One mail with all that waits, such as daily 08:00." },
    delegate: { value: "ADDRESS", about: "Who stands in for them; with --from and --until." },
    from: { value: "DATE", about: "The first day of that, such as 2026-08-01." },
    until: { value: "DATE", about: "The last day of that." },
    member: { value: "ADDRESS …", about: "All members of a group.", isList: true },
    ...CLIENT_OPTIONS,
  },
  examples: [
    "countersign people list",
    "countersign people put ann@example.com --time-zone Europe/Berlin --locale de",
    "countersign people put group:board --member ann@example.com bob@example.com",
    "countersign people remove ann@example.com",
  ],
  run: (call, terminal) =>
    runVerb({ verbs: VERBS, takes: "an address or group:NAME" }, call, terminal),
};

const VERBS: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ["list", list],
  ["put", put],
  ["remove", remove],
]);

async function list(client: ServerClient) {
  const { people = [] } = await client.callApi("GET", "/api/people");
  const { groups = [] } = await client.callApi("GET", "/api/groups");
  const answer = { people, groups };
  const persons = objectsAt(answer, "people").map((person) => [
    textAt(person, "email"),
    findText(person, "name") ?? "",
    findText(person, "timeZone") ?? "",
    findText(person, "role") ?? "",
  ]);
  const sets = objectsAt(answer, "groups").map((group) => [
    `group:${textAt(group, "name")}`,
    [group["members"]].flat().map(String).join(", "),
  ]);
  const tables = [
    renderTable(["person", "name", "time zone", "role"], persons),
    ...(sets.length > 0 ? [renderTable(["group", "members"], sets)] : []),
  ];
  return { answer, text: tables.join("\n\n") };
}

async function put(client: ServerClient, call: Call, operand: string) {
  const path = pathOf(operand);
  const isGroup = operand.startsWith("group:");
  const body = isGroup ? { members: call.lists["member"] ?? [] } : personOf(call);
  const answer = await client.callApi("PUT", path, body);
  return { answer, text: `${operand} is stored.` };
}

/** All of a person: what is not given is not kept. */
function personOf({ flags }: Call): JsonObject {
  const given = Object.entries(MEMBERS).flatMap(([flag, member]) => {
    const value = flags[flag];
    return value === undefined ? [] : [[member, value] as const];
  });
  const { delegate, from, until } = flags;
  if ([delegate, from, until].every((flag) => flag === undefined)) return Object.fromEntries(given);
  if (delegate === undefined || from === undefined || until === undefined) {
    throw new UsageError("A delegation takes all of --delegate, --from and --until.");
  }
  return { ...Object.fromEntries(given), delegate: { to: delegate, from, until } };
}

async function remove(client: ServerClient, _call: Call, operand: string) {
  const answer = await client.callApi("DELETE", pathOf(operand));
  return { answer, text: textAt(answer, "message") };
}

function pathOf(operand: string): string {
  const group = /^group:(.+)$/.exec(operand)?.[1];
  if (group !== undefined) return `/api/groups/${encodeURIComponent(group)}`;
  return `/api/people/${encodeURIComponent(operand)}`;
}
