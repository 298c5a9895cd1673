import { type Directory, NO_DIRECTORY } from "../../approvals/directory.ts";
import { parseDirectory } from "../../approvals/parse-directory.ts";
import { type SimulatedDecision, simulateApproval } from "../../approvals/simulate-approval.ts";
import type { Instant } from "../../base/instant.ts";
import { isJsonObject, type Json } from "../../base/json.ts";
import { type Command, CommandError, UsageError } from "../command.ts";
import { readTextFile } from "../read-json.ts";
import { renderSimulation } from "../render-simulation.ts";

export const SIMULATE: Command = {
  name: "simulate",
  summary: "Print what a request for an approval will do, before anybody is asked.",
  operands: "REQUEST",
  operandCount: { min: 1, max: 1 },
  options: {
    at: { value: "TIME", about: "When it is asked, such as 2026-12-24T16:00:00Z (now)." },
    decide: {
      value: "WHO:CHOICE:AFTER",
      about: "What people do, such as ann@example.com:approve:2d (nothing).",
      isList: true,
    },
    people: { value: "FILE", about: "People, delegates and groups, as the server is given them." },
    json: { about: "Print JSON for programs." },
  },
  examples: [
    "countersign simulate request.json",
    "countersign simulate request.json --at 2026-12-24T16:00:00Z \\",
    "    --decide ann@example.com:approve:1d bob@example.com:decline:3d",
  ],
  async run({ operands: [path = ""], flags, lists }, terminal) {
    const openedAt = flags["at"] === undefined ? Date.now() : instantOf(String(flags["at"]));
    const simulated = simulateApproval({
      openedAt,
      approval: approvalIn(parseJson(path, await readTextFile(path))),
      directory: await readDirectory(flags["people"], openedAt),
      decisions: (lists["decide"] ?? []).map(decisionOf),
    });
    if (simulated.kind === "problems") {
      const problems = simulated.problems.join("; ");
      throw new CommandError(`${path} cannot be simulated: ${problems}.`);
    }
    terminal.print(
      flags["json"]
        ? JSON.stringify(simulated.moments, null, 2)
        : renderSimulation(simulated, openedAt),
    );
    return 0;
  },
};

/** The file holds the message that a workflow would send, or only what stands under `approval`. */
function approvalIn(value: Json): Json {
  return isJsonObject(value) && isJsonObject(value["approval"]) ? value["approval"] : value;
}

async function readDirectory(file: string | boolean | undefined, at: Instant): Promise<Directory> {
  if (file === undefined) return NO_DIRECTORY;
  const path = String(file);
  const parsed = parseDirectory(parseJson(path, await readTextFile(path)));
  if (parsed.kind === "directory") return parsed.people(at);
  throw new CommandError(`${path} is no directory of people: ${parsed.problems.join("; ")}.`);
}

function parseJson(path: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new CommandError(`${path} holds no JSON.`);
  }
}

function instantOf(text: string): Instant {
  const instant = Date.parse(text);
  if (!Number.isNaN(instant)) return instant;
  throw new UsageError(`--at must be a time such as 2026-12-24T16:00:00Z, not "${text}".`);
}

function decisionOf(text: string): SimulatedDecision {
  const [, by, choice, after] = /^([^:]+):([^:]+):([^:]+)$/.exec(text) ?? [];
  if (by !== undefined && choice !== undefined && after !== undefined) return { by, choice, after };
  throw new UsageError("--decide takes WHO:CHOICE:AFTER, as in ann@example.com:approve:2d.");
}
