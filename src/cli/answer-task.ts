// What `approve` and `decline` share: an answer to an approval or to a task that only has a token.

import type { JsonObject } from "../base/json.ts";
import { CLIENT_OPTIONS } from "./client-options.ts";
import type { Call, Options } from "./command.ts";
import { findText, printableJson } from "./read-answer.ts";
import { connect } from "./server-client.ts";
import type { Terminal } from "./terminal.ts";

export const DECISION_OPTIONS: Options = {
  comment: { value: "TEXT", about: "What the decision is based on; kept with it." },
  ...CLIENT_OPTIONS,
};

export async function answerTask(
  { operands: [id = ""], flags }: Call,
  decision: JsonObject,
  terminal: Terminal,
): Promise<number> {
  const path = `/api/tasks/${encodeURIComponent(id)}/decision`;
  const answer = await connect(flags, terminal).callApi("POST", path, {
    ...decision,
    channel: "cli",
  });
  terminal.print(
    flags["json"] ? printableJson(answer) : (findText(answer, "message") ?? "Recorded."),
  );
  return 0;
}

/** An approval's answer in the form of the API. */
export function decisionOf(choice: string, { flags }: Pick<Call, "flags">): JsonObject {
  const comment = flags["comment"];
  return { choice, ...(comment === undefined ? {} : { comment }) };
}
