// Commands that do several things with one kind of thing, each named by its first operand: `token list`.

import type { JsonObject } from "../base/json.ts";
import { type Call, UsageError } from "./command.ts";
import { printableJson } from "./read-answer.ts";
import { connect, type ServerClient } from "./server-client.ts";
import type { Terminal } from "./terminal.ts";

/** What is done, with the second operand. `list` alone takes none. */
export type Verb = (
  client: ServerClient,
  call: Call,
  operand: string,
) => Promise<{ readonly answer: JsonObject; readonly text: string }>;

export interface Verbs {
  readonly verbs: ReadonlyMap<string, Verb>;
  /** What the second operand is, as it is asked for: `an address`. */
  readonly takes: string;
}

export async function runVerb(
  { verbs, takes }: Verbs,
  call: Call,
  terminal: Terminal,
): Promise<number> {
  const [name = "", operand] = call.operands;
  const verb = verbs.get(name);
  if (!verb) throw new UsageError(`"${name}" is none of ${listed([...verbs.keys()])}.`);
  if ((name === "list") !== (operand === undefined)) {
    throw new UsageError(name === "list" ? "list takes no operand." : `${name} takes ${takes}.`);
  }
  const { answer, text } = await verb(connect(call.flags, terminal), call, operand ?? "");
  terminal.print(call.flags["json"] ? printableJson(answer) : text);
  return 0;
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
