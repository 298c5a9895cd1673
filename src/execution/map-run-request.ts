// What a Map Run is asked for: plain JSON, evaluated when its Map state is entered.

import type { ItemReader, ResultWriter } from "../asl/definition.ts";
import type { Json } from "../base/json.ts";

export interface MapRunRequest {
  readonly source: ItemSource;
  readonly batch?: BatchRequest;
  readonly writer?: WriteRequest;
  /** Child executions of this kind are not redriven but started anew. */
  readonly isExpress?: true;
}

/** `read`: the items lie outside and are not known yet. */
export type ItemSource =
  | { readonly kind: "items"; readonly items: readonly Json[] }
  | { readonly kind: "read"; readonly read: ReadRequest };

export interface ReadRequest {
  /** The ARN of an ItemReader. */
  readonly resource: string;
  readonly parameters: Json;
  readonly config: Omit<NonNullable<ItemReader["ReaderConfig"]>, "MaxItems" | "MaxItemsPath">;
  /** As it was asked for; 0 and absent set no limit. */
  readonly maxItems?: number;
}

/** Items go to child executions in groups. */
export interface BatchRequest {
  readonly input?: Json;
  readonly maxItems?: number;
  /** Of the input of one child execution. */
  readonly maxBytes?: number;
}

export interface WriteRequest {
  readonly config: NonNullable<ResultWriter["WriterConfig"]>;
  /** Absent where the results become the output of the state. */
  readonly target?: { readonly resource: string; readonly parameters: Json };
}

export interface MapRunLimits {
  /** How many child executions may run at a time; 0 for any number. */
  readonly maxConcurrency: number;
  /** Absent where the definition does not say. */
  readonly toleratedFailureCount?: number;
  /** 0 to 100; absent where the definition does not say. */
  readonly toleratedFailurePercentage?: number;
}
