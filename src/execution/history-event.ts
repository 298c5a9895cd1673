import type { Instant } from "../base/instant.ts";
import type { JsonObject } from "../base/json.ts";

/**
 * One entry of an execution's history, as GetExecutionHistory answers it: `type`, ids and one
 * `…EventDetails` member. Only the instant is not yet AWS's epoch seconds.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
export interface HistoryEvent {
  /** Counts from 1 without gaps. */
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly at: Instant;
  /** The one details member, for example `{ stateEnteredEventDetails: { … } }`; `{}` for none. */
  readonly details: JsonObject;
}
