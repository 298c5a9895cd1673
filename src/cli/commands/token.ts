import type { JsonObject } from "../../base/json.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import { type Call, type Command, UsageError } from "../command.ts";
import { findText, objectsAt, textAt } from "../read-answer.ts";
import { renderTable } from "../render-table.ts";
import { runVerb, type Verb } from "../run-verb.ts";
import type { ServerClient } from "../server-client.ts";

export const TOKEN: Command = {
  name: "token",
  summary: "Make, list and revoke tokens with which programs use the API.",
  operands: "create NAME | list | revoke ID",
  operandCount: { min: 1, max: 2 },
  options: {
    scope: {
      value: "SCOPE …",
      about: "What a new token is good for: read, decide, admin; several if need be.",
      isList: true,
    },
    expires: { value: "DAYS", about: "Days until a new token expires, such as 30d (90d)." },
    ...CLIENT_OPTIONS,
  },
  examples: [
    "countersign token create ci --scope read decide --expires 30d",
    "countersign token list",
    "countersign token revoke 01j9zq3v5y8k2m4n6p8r0s2t4v",
  ],
  run: (call, terminal) => runVerb({ verbs: VERBS, takes: "one operand" }, call, terminal),
};

const VERBS: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ["create", create],
  ["list", list],
  ["revoke", revoke],
]);

async function create(client: ServerClient, { flags, lists }: Call, name: string) {
  const scopes = lists["scope"] ?? [];
  if (scopes.length === 0) throw new UsageError("--scope says what the token is good for.");
  const days = /^([1-9]\d{0,3})d?$/.exec(String(flags["expires"] ?? "90d"))?.[1];
  if (days === undefined) throw new UsageError("--expires takes a number of days, such as 30d.");
  const answer = await client.callApi("POST", "/api/tokens", { name, scopes, days: Number(days) });
  const until = `It is shown this once, and expires ${textAt(answer, "expiresAt")}.`;
  return { answer, text: `${textAt(answer, "token")}\n${until}` };
}

async function list(client: ServerClient) {
  const tokens: JsonObject[] = [];
  for (let after: string | undefined = ""; after !== undefined; ) {
    const query: string = after === "" ? "" : `?after=${after}`;
    const page = await client.callApi("GET", `/api/tokens${query}`);
    tokens.push(...objectsAt(page, "tokens"));
    after = findText(page, "next");
  }
  const rows = tokens.map((token) => [
    textAt(token, "id"),
    textAt(token, "name"),
    String(token["scopes"]),
    textAt(token, "createdBy"),
    textAt(token, "expiresAt"),
    findText(token, "revokedAt") ?? "",
  ]);
  const head = ["id", "name", "scopes", "made by", "expires", "revoked"];
  return { answer: { tokens }, text: renderTable(head, rows) };
}

async function revoke(client: ServerClient, _call: Call, id: string) {
  const answer = await client.callApi("DELETE", `/api/tokens/${encodeURIComponent(id)}`);
  return { answer, text: textAt(answer, "message") };
}
