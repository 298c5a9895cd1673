import { setTimeout as delay } from "node:timers/promises";
import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import { type Command, CommandError } from "../command.ts";
import { findText, objectsAt, printableJson, textAt } from "../read-answer.ts";
import { readTextFile } from "../read-json.ts";
import { connect, type ServerClient, UnreachableError } from "../server-client.ts";
import type { Terminal } from "../terminal.ts";

/** It came to no approval: declined, expired or cancelled. */
const EXIT_NOT_APPROVED = 3;

export const ASK: Command = {
  name: "ask",
  summary: "Ask people for an approval, without any workflow.",
  operands: "REQUEST",
  operandCount: { min: 1, max: 1 },
  options: {
    key: { value: "TEXT", about: "Asks once, however often it is called with this key." },
    wait: { about: "Wait for the end; the exit code is 0 when it is approved, or else 3." },
    ...CLIENT_OPTIONS,
  },
  examples: [
    "countersign ask request.json",
    "countersign ask - --wait --key release-4.2 < request.json && ./release",
  ],
  async run({ operands: [path = ""], flags }, terminal) {
    const client = connect(flags, terminal);
    const approval = await readRequest(path, terminal);
    const { key } = flags;
    const body = { approval, ...(key !== undefined && { idempotencyKey: String(key) }) };
    const asked = await client.callApi("POST", "/api/approvals", body);
    if (!flags["wait"]) {
      terminal.print(flags["json"] ? printableJson(asked) : textAt(asked, "id"));
      return 0;
    }
    terminal.note(`Asked: ${textAt(asked, "id")}.`);
    const ended = await waitForEnd(client, textAt(asked, "id"));
    terminal.print(flags["json"] ? printableJson(ended) : renderEnd(ended));
    return isApproved(ended) ? 0 : EXIT_NOT_APPROVED;
  },
};

/** The message that a workflow would send, or only what stands under `approval`. */
async function readRequest(path: string, terminal: Terminal): Promise<JsonObject> {
  const text = path === "-" ? await terminal.readInput() : await readTextFile(path);
  const value = parseJson(path, text);
  const approval = isJsonObject(value) ? (value["approval"] ?? value) : value;
  if (isJsonObject(approval)) return approval;
  throw new CommandError(`${nameOf(path)} holds no request.`);
}

function parseJson(path: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new CommandError(`${nameOf(path)} holds no JSON.`);
  }
}

function nameOf(path: string): string {
  return path === "-" ? "Standard input" : path;
}

const WAIT_SECONDS = 50;
/** As long may a server be away, as when it is updated. */
const AWAY_MS = 300_000;
const RETRY_EVERY_MS = 1_000;

async function waitForEnd(client: ServerClient, id: string): Promise<JsonObject> {
  const path = `/api/approvals/${encodeURIComponent(id)}?wait=${WAIT_SECONDS}`;
  for (let seenAt = performance.now(); ; ) {
    try {
      const approval = await client.callApi("GET", path);
      if (approval["status"] !== "pending") return approval;
      // A server that stops answers at once: the next call would only find it stopping.
      if (performance.now() - seenAt < RETRY_EVERY_MS) await delay(RETRY_EVERY_MS);
      seenAt = performance.now();
    } catch (error) {
      const isAway = error instanceof UnreachableError && performance.now() - seenAt < AWAY_MS;
      if (!isAway) throw error;
      await delay(RETRY_EVERY_MS);
    }
  }
}

function isApproved(ended: JsonObject): boolean {
  const { decision } = resultOf(ended);
  const choice = objectsAt(ended, "choices").find(({ id }) => id === decision);
  return choice?.["meaning"] === "approve";
}

function renderEnd(ended: JsonObject): string {
  const result = resultOf(ended);
  const choice = isJsonObject(result["choice"]) ? findText(result["choice"], "label") : undefined;
  const by = findText(result, "approver");
  const comment = findText(result, "comment");
  if (choice !== undefined) {
    return `${choice}${by === undefined ? "" : `, by ${by}`}${comment ? `: ${comment}` : ""}`;
  }
  const error = isJsonObject(ended["error"]) ? findText(ended["error"], "cause") : undefined;
  return error ?? `The request is ${textAt(ended, "status")}.`;
}

function resultOf(ended: JsonObject): JsonObject {
  const { result } = ended;
  return isJsonObject(result) ? result : {};
}
