// The timeline of a played execution, as offsets from its start.

import type { HistoryEvent } from "../execution/history-event.ts";
import type { Play } from "../execution/play-machine.ts";
import { renderTable } from "./render-table.ts";
import { renderDuration } from "./render-time.ts";

export function renderPlay({ state, history, unansweredState }: Play): string {
  const startedAt = state.origin.startedAt;
  const rows = history.flatMap((event) => {
    const what = describeEvent(event);
    return what === undefined ? [] : [[renderDuration(event.at - startedAt), ...what]];
  });
  return [renderTable(["after", "state", "what"], rows), "", ending(state, unansweredState)].join(
    "\n",
  );
}

/** What comes of one attempt of a Task state. */
const ANSWER = /^(?:Task|Activity|LambdaFunction)(Succeeded|Failed|TimedOut)$/;

function describeEvent({ type, details }: HistoryEvent): [string, string] | undefined {
  const [words] = Object.values(details) as Record<string, string | undefined>[];
  if (type.endsWith("StateEntered")) {
    return [words?.["name"] ?? "", type.replace("StateEntered", "")];
  }
  switch (ANSWER.exec(type)?.[1]) {
    case "Succeeded":
      return ["", "answered"];
    case "Failed":
      return ["", `failed: ${words?.["error"] ?? "no error given"}`];
    case "TimedOut":
      return ["", "timed out"];
    default:
      return undefined;
  }
}

function ending({ progress }: Play["state"], unansweredState: string | undefined): string {
  const { status, end } = progress;
  if (unansweredState !== undefined) {
    return `Stopped: "${unansweredState}" was reached, and --mock has no (further) answer for it.`;
  }
  const words = [end?.error, end?.cause].filter((word) => word !== undefined).join(": ");
  return `${status} ${end?.output ?? words}`.trimEnd();
}
