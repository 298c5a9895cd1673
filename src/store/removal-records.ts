import type { Instant } from "../base/instant.ts";
import type { ExecutionRecord } from "./records.ts";

/** An execution that is over, as far as its removal is concerned. */
export interface EndedExecution extends Pick<ExecutionRecord, "id" | "stateMachineName" | "name"> {
  readonly stoppedAt: Instant;
  /** It is a child execution of a Map Run that is still there, and stays as long as that. */
  readonly isOfMapRun: boolean;
}

/** How many rows of a slice are gone, and the key of its last one; `undefined` for an empty slice. */
export interface Removal {
  readonly count: number;
  readonly last: string | undefined;
}
