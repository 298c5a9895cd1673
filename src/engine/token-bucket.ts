// A rate with room for a burst: the bucket fills evenly, holds what comes in one second, and every start
// takes one token out.
// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-api-action-throttling-general

export interface TokenBucket {
  /** Takes a token, if there is one. */
  take(nowMs: number): boolean;
}

export function createTokenBucket(perSecond: number): TokenBucket {
  let tokens = perSecond;
  let filledMs = Number.NEGATIVE_INFINITY;
  return {
    take(nowMs) {
      tokens = Math.min(perSecond, tokens + (Math.max(nowMs - filledMs, 0) * perSecond) / 1000);
      filledMs = nowMs;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
