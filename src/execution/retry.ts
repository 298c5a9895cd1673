// Retry and Catch: which entry an error falls to, and how long to wait.
// https://states-language.net/spec.html#errors

import type { Catcher, Retrier } from "../asl/definition.ts";
import type { Random } from "../base/random.ts";
import type { Failed } from "./visit.ts";

/** What no wildcard matches. */
const NOT_IN_ALL = new Set(["States.Runtime", "States.DataLimitExceeded"]);

export function isMatch(errorEquals: readonly string[], failed: Failed): boolean {
  const { error } = failed.failure;
  // AWS: a broken path or type is a fault of the definition; not even its own name catches it.
  if (error === "States.Runtime") return false;
  return errorEquals.some((name) => {
    if (name === "States.ALL") {
      return failed.isOfTask === true || error === undefined || !NOT_IN_ALL.has(error);
    }
    if (name === "States.TaskFailed") return error !== "States.Timeout";
    return name === error || name === failed.alias;
  });
}

export interface Retried {
  readonly retrier: number;
  readonly delaySeconds: number;
}

/**
 * The first retrier that matches decides: one that has used up its attempts ends the search and leaves
 * the error to Catch.
 */
export function findRetry(
  retriers: readonly Retrier[],
  counts: readonly number[],
  failed: Failed,
  random: Random,
): Retried | undefined {
  const index = retriers.findIndex((retrier) => isMatch(retrier.ErrorEquals, failed));
  const retrier = retriers[index];
  if (!retrier) return undefined;
  const used = counts[index] ?? 0;
  if (used >= (retrier.MaxAttempts ?? 3)) return undefined;
  return { retrier: index, delaySeconds: delayBefore(retrier, used, random) };
}

export function findCatcher(catchers: readonly Catcher[], failed: Failed): Catcher | undefined {
  return catchers.find((catcher) => isMatch(catcher.ErrorEquals, failed));
}

function delayBefore(retrier: Retrier, attemptsUsed: number, random: Random): number {
  const grown = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** attemptsUsed;
  const delay = Math.min(grown, retrier.MaxDelaySeconds ?? LONGEST_DELAY_SECONDS);
  return retrier.JitterStrategy === "FULL" ? random.next() * delay : delay;
}

/** A year, as long as an execution may take: a runaway back-off must stay a valid instant. */
const LONGEST_DELAY_SECONDS = 31_536_000;
