// What `approve` and `decline` share: an answer to an approval or to a task that only has a token.

import { getOwn, isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import { CLIENT_OPTIONS } from "./client-options.ts";
import { type Call, type Options, UsageError } from "./command.ts";
import { findText, printableJson } from "./read-answer.ts";
import { connect, type ServerClient } from "./server-client.ts";
import type { Terminal } from "./terminal.ts";

export const DECISION_OPTIONS: Options = {
  comment: { value: "TEXT", about: "What the decision is based on; kept with it." },
  value: {
    value: "NAME=TEXT …",
    about: "What the form of the request asks for; several if need be.",
    isList: true,
  },
  change: {
    value: "NAME=TEXT …",
    about: "Members of the details that are decided otherwise than proposed.",
    isList: true,
  },
  ...CLIENT_OPTIONS,
};

export async function answerTask(
  { operands: [id = ""], flags, lists }: Call,
  decision: JsonObject,
  terminal: Terminal,
): Promise<number> {
  const path = `/api/tasks/${encodeURIComponent(id)}/decision`;
  const client = connect(flags, terminal);
  const answer = await client.callApi("POST", path, {
    ...decision,
    ...(await filledIn(client, id, lists)),
    channel: "cli",
  });
  terminal.print(
    flags["json"] ? printableJson(answer) : (findText(answer, "message") ?? "Recorded."),
  );
  return 0;
}

/** In the types that the request's own form says; checked against what it says at this moment. */
async function filledIn(
  client: ServerClient,
  id: string,
  { value = [], change = [] }: Call["lists"],
): Promise<JsonObject> {
  if (value.length + change.length === 0) return {};
  const { digest, editable, form } = await client.callApi(
    "GET",
    `/api/approvals/${encodeURIComponent(id)}`,
  );
  const read = (schema: Json | undefined, given: readonly string[], flag: string): JsonObject => {
    if (given.length === 0) return {};
    const { properties = {} } = isJsonObject(schema) ? schema : {};
    const entries = given.map((text) => {
      const [name, value] = partsOf(text, flag);
      const field = isJsonObject(properties) ? getOwn(properties, name) : undefined;
      return [name, typed(isJsonObject(field) ? field["type"] : undefined, value)];
    });
    return Object.fromEntries(entries) as JsonObject;
  };
  return {
    values: read(form, value, "--value"),
    changes: read(editable, change, "--change"),
    ...(digest !== undefined && { digest }),
  };
}

/** What is no number, or no field, is left to the server to refuse. */
function typed(type: Json | undefined, text: string): Json {
  if (type === "boolean" && ["true", "false"].includes(text)) return text === "true";
  const isNumber = type === "number" || type === "integer";
  return isNumber && /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function partsOf(text: string, flag: string): readonly [string, string] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new UsageError(`${flag} takes NAME=TEXT.`);
}

/** An approval's answer in the form of the API. */
export function decisionOf(choice: string, { flags }: Pick<Call, "flags">): JsonObject {
  const comment = flags["comment"];
  return { choice, ...(comment === undefined ? {} : { comment }) };
}
