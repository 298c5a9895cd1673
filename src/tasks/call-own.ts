import type { JsonObject } from "../base/json.ts";
import type { TaskReference } from "../execution/task-token.ts";
import type { ServiceRefusal } from "./service-refusal.ts";

export interface OwnRequest {
  readonly service: "sfn" | "sns";
  /** In PascalCase: `StartExecution`. */
  readonly operation: string;
  /** Members in PascalCase; those that are null count as not given. */
  readonly parameters: JsonObject;
  /** In whose name. */
  readonly startedBy: string;
  /**
   * The task that starts an execution with `StartExecution`, if it is to know of its end, or that asks
   * with `DescribeExecution` for the one it has started.
   */
  readonly parent?: TaskReference;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
  /** How instants are written: text of ISO 8601, or milliseconds since 1970. */
  readonly instants: "text" | "milliseconds";
}

export type OwnAnswer =
  /** Members in PascalCase. */
  | { readonly kind: "answered"; readonly output: JsonObject; readonly requestId: string }
  | { readonly kind: "refused"; readonly refusal: ServiceRefusal }
  | { readonly kind: "unusable"; readonly problems: readonly string[] };

/** Calls an operation of this very server, without any network. */
export type CallOwn = (request: OwnRequest) => Promise<OwnAnswer>;
