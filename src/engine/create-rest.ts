// One step of an execution may evaluate thousands of expressions, each for up to a second. In between,
// everybody else has a turn: requests, timers, the steps of other executions.

const LONG_MS = 20;

/** What long steps wait for. Those that wait at the same time go on one by one, a turn for each. */
export function createRest(now: () => number = () => performance.now()) {
  let restedAt = now();
  let last = Promise.resolve();
  return (): Promise<void> | undefined => {
    if (now() - restedAt < LONG_MS) return undefined;
    last = last.then(nextTurn).then(() => {
      restedAt = now();
    });
    return last;
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
