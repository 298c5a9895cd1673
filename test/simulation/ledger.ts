// What those outside have asked for and what they were told. Every request but a start carries a mark of
// its own, by which the event is known that came of it.

import type { Happening } from "../../src/execution/event.ts";

/** `lost`: no answer came, or one that leaves open what has happened. */
export type Told = "applied" | "lost" | "nothing";

export interface Request {
  readonly mark: string;
  told: Told;
  /** The key of a setting that is to be stored with the event and guards it. */
  readonly decisionKey?: string;
}

export interface Ledger {
  /** The ids that those were told who started executions, by name. */
  readonly started: Map<string, Set<string>>;
  readonly requests: Request[];
  /** The tokens that workers were given. */
  readonly taken: string[];
}

export function createLedger(): Ledger {
  return { started: new Map(), requests: [], taken: [] };
}

export function openRequest(ledger: Ledger, decisionKey?: string): Request {
  const mark = `mark-${ledger.requests.length}`;
  const request: Request = {
    mark,
    told: "lost",
    ...(decisionKey !== undefined && { decisionKey }),
  };
  ledger.requests.push(request);
  return request;
}

/** The mark of the request that an event came of, if it did. */
export function markOf(happening: Happening): string | undefined {
  switch (happening.kind) {
    case "taskSucceeded":
      return /^"(mark-\d+)"$/.exec(happening.output)?.[1];
    case "taskFailed":
    case "stopRequested":
      return happening.error?.startsWith("mark-") ? happening.error : undefined;
    case "redriveRequested":
      return happening.clientToken;
    default:
      return undefined;
  }
}
