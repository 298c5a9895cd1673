// What a test of one state sees of the interpreter while it runs, and what it puts in the place of the
// state's surroundings. Executions have none.

import type { Failure } from "../asl/failure.ts";
import type { Json, JsonObject } from "../base/json.ts";

export interface Inspection {
  /** A value on its way through a state. */
  saw(stateName: string, step: InspectedStep, value: Json): void;
  /** The state has failed; Retry and Catch have still to say what becomes of it. */
  failed(failure: Partial<Failure>): void;
  /** What stands for the context object that an execution would have. */
  contextObject(usual: JsonObject): JsonObject;
  /** Of a Map: iterations that count as failed. */
  readonly failedIterations: number;
  /** Of a Map: what its ItemReader would have found, as text, where somebody has said. */
  readonly itemReaderData: string | undefined;
}

/**
 * By AWS's names.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_InspectionData.html
 */
export type InspectedStep =
  | "afterInputPath"
  | "afterParameters"
  | "afterArguments"
  | "result"
  | "afterResultSelector"
  | "afterResultPath"
  | "afterItemsPath"
  | "afterItemsPointer"
  | "afterItemSelector"
  | "afterItemBatcher"
  | "maxConcurrency"
  | "toleratedFailureCount"
  | "toleratedFailurePercentage";
