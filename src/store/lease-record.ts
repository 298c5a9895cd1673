import type { Instant } from "../base/instant.ts";

/** What is worked on under leases that have a holder. */
export type LeasedQueue = "tasks" | "deliveries" | "mapRuns";

export interface LeaseRecord {
  /** The id of what is leased; of a task, `executionId.task`. */
  readonly key: string;
  readonly until: Instant;
}
