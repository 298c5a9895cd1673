import { type Directory, NO_DIRECTORY } from "../../approvals/directory.ts";
import { parseDocument } from "../../approvals/document.ts";
import { parseDirectory } from "../../approvals/parse-directory.ts";
import { planApproval } from "../../approvals/plan-approval.ts";
import type { ApprovalEvent } from "../../approvals/policy/approval-event.ts";
import { parseDuration } from "../../approvals/policy/duration.ts";
import type { ApprovalPlan } from "../../approvals/policy/plan.ts";
import { playApproval } from "../../approvals/policy/play-approval.ts";
import type { Instant } from "../../base/instant.ts";
import { isJsonObject, type Json } from "../../base/json.ts";
import { type Command, CommandError, UsageError } from "../command.ts";
import { readTextFile } from "../read-json.ts";
import { describeMoments, renderSimulation } from "../render-simulation.ts";

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
    const directory = await readDirectory(flags["people"], openedAt);
    const plan = planOf(path, await readTextFile(path), directory);
    const script = (lists["decide"] ?? []).map((text) => eventOf(text, openedAt));
    const played = playApproval(
      plan,
      openedAt,
      script.toSorted((left, right) => left.at - right.at),
    );
    terminal.print(
      flags["json"]
        ? JSON.stringify(describeMoments(played), null, 2)
        : renderSimulation(plan, played),
    );
    return 0;
  },
};

/** The file holds the message that a workflow would send, or only what stands under `approval`. */
function planOf(path: string, text: string, directory: Directory): ApprovalPlan {
  const value = parseJson(path, text);
  const approval =
    isJsonObject(value) && isJsonObject(value["approval"]) ? value["approval"] : value;
  const parsed = parseDocument({ taskToken: "simulated", approval });
  if (parsed.kind === "problems") throw invalid(path, parsed.problems);
  const planned = planApproval(parsed.request, directory, false);
  if (planned.kind === "problems") throw invalid(path, planned.problems);
  return planned.plan;
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

function invalid(path: string, problems: readonly string[]): CommandError {
  return new CommandError(`${path} asks for no valid approval: ${problems.join("; ")}.`);
}

function instantOf(text: string): Instant {
  const instant = Date.parse(text);
  if (!Number.isNaN(instant)) return instant;
  throw new UsageError(`--at must be a time such as 2026-12-24T16:00:00Z, not "${text}".`);
}

function eventOf(text: string, openedAt: Instant): ApprovalEvent {
  const [, by = "", choice = "", after = ""] = /^([^:]+):([^:]+):([^:]+)$/.exec(text) ?? [];
  const duration = parseDuration(after);
  if (!duration || duration.workingDays > 0) {
    throw new UsageError(`--decide takes WHO:CHOICE:AFTER, as in ann@example.com:approve:2d.`);
  }
  const at = openedAt + duration.ms;
  const comment = "As simulated";
  return { kind: "decided", at, by: by.toLowerCase(), choice, comment, channel: "simulation" };
}
