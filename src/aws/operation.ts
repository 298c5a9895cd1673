import type { JsonObject } from "../base/json.ts";

/** Who calls: the verified access key id, or how an unsigned call arrived. */
export interface Caller {
  readonly name: string;
  /** Why the caller passes over the people who are asked: the header `Countersign-Override-Reason`. */
  readonly overrideReason?: string;
}

/**
 * One operation of an AWS service. The input has the shape that the service model demands; the output
 * is the response shape with instants in wire form ({@link timestamp}).
 * @throws ApiError
 */
export type Operation = (
  input: JsonObject,
  caller: Caller,
  connection?: Connection,
) => Promise<JsonObject>;

/** For operations that may take long. */
export interface Connection {
  /** Aborts when the caller has hung up. Made when it is first asked for. */
  readonly signal?: AbortSignal;
}

/** An instant in the wire form of AWS JSON: epoch seconds with a fraction of milliseconds. */
export function timestamp(instant: number): number {
  return instant / 1000;
}
