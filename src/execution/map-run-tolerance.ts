import type { Failure } from "../asl/failure.ts";

export interface ToleratedFailures {
  readonly count: number | null;
  /** 0 to 100 */
  readonly percentage: number | null;
}

/**
 * Whether more items have failed, timed out or been aborted than may. Without a threshold none may.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html#maprun-fail-threshold
 */
export function isThresholdExceeded(
  { count, percentage }: ToleratedFailures,
  items: { readonly failed: number; readonly total: number },
): boolean {
  if (items.failed === 0) return false;
  if (count === null && percentage === null) return true;
  if (count !== null && items.failed > count) return true;
  return percentage !== null && items.failed * 100 > percentage * items.total;
}

export const THRESHOLD_EXCEEDED: Required<Failure> = {
  error: "States.ExceedToleratedFailureThreshold",
  cause: "The specified tolerated failure threshold was exceeded",
};
