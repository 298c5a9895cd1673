// A store as a node far away from it sees it. Every call takes its time on the way there and on the way
// back, overtakes others, fails before it has an effect or after, and is lost when its node crashes.

import type { Instant } from "../../src/base/instant.ts";
import type { Random } from "../../src/base/random.ts";
import type { DueWork, Store, Unit, UnitOutcome } from "../../src/store/store.ts";
import { StoreError } from "../../src/store/store-error.ts";
import { drawBetween, isDrawn } from "./draw.ts";
import type { VirtualTime } from "./virtual-time.ts";
import type { Weather } from "./weather.ts";

export interface FaultyStoreOptions {
  readonly store: Store;
  readonly time: VirtualTime;
  readonly weather: Weather;
  /** Whether anything may go wrong now. */
  readonly isStormy: () => boolean;
  /** Whether the node that calls is still there. */
  readonly isAlive: () => boolean;
  /** Units have been written, whether the node hears of it or not. */
  readonly written: (units: readonly Unit[]) => void;
  readonly listen: (listener: (work: DueWork) => void) => void;
}

export function createFaultyStore(options: FaultyStoreOptions): Store {
  return new Proxy(options.store, {
    get(store, name: keyof Store) {
      if (name === "onDueWork") return options.listen;
      if (name === "isShared") return store.isShared;
      const method = store[name] as (...args: unknown[]) => Promise<unknown>;
      const act = async (...args: unknown[]) =>
        (await isIdle(store, name, args)) ? [] : method.apply(store, args);
      return (...args: unknown[]) => call(options, name, () => act(...args), args);
    },
  });
}

/** Most claims find nothing, which is quicker to see than to try. */
async function isIdle(store: Store, name: keyof Store, [claim]: readonly unknown[]) {
  const { at } = (claim ?? {}) as { readonly at?: Instant };
  const isDue = (next: Instant | undefined) => next !== undefined && next <= (at ?? next);
  if (name === "claimTimers") return !isDue(await store.nextTimerAt());
  if (name === "claimTasks") return !isDue(await store.nextTaskAt());
  // One that is not due may have news.
  return name === "claimMapRuns" && (await store.nextMapRunAt()) === undefined;
}

function call(
  options: FaultyStoreOptions,
  name: keyof Store,
  act: () => Promise<unknown>,
  args: readonly unknown[],
): Promise<unknown> {
  const { time, isAlive } = options;
  // What is left of a crashed node waits for ever.
  if (!isAlive()) return new Promise(() => undefined);
  const mishap = drawMishap(options, name);
  return new Promise((resolve, reject) => {
    const answer = (settle: () => void) =>
      time.after(drawDelay(options), () => {
        if (isAlive()) settle();
      });
    time.after(drawDelay(options), () => {
      // What was sent before a crash may arrive after it.
      if (!isAlive() && isDrawn(time.random, 0.5)) return;
      if (mishap === "unreachable" || mishap === "failed") {
        answer(() => reject(errorOf(mishap)));
        return;
      }
      time.begin(async () => {
        const result = await act();
        if (name === "commit") tellOfUnits(options, args, result);
        answer(() => (mishap === "answerLost" ? reject(errorOf(mishap)) : resolve(result)));
      });
    });
  });
}

function tellOfUnits(
  { written }: FaultyStoreOptions,
  [units]: readonly unknown[],
  result: unknown,
) {
  const outcomes = result as readonly UnitOutcome[];
  written((units as readonly Unit[]).filter((_, index) => outcomes[index] === "committed"));
}

type Mishap = "unreachable" | "failed" | "answerLost";

function drawMishap(
  { time: { random }, weather, isStormy }: FaultyStoreOptions,
  name: keyof Store,
): Mishap | undefined {
  if (!isStormy()) return undefined;
  if (isDrawn(random, weather.failures)) return isDrawn(random, 0.7) ? "unreachable" : "failed";
  if (isDrawn(random, weather.lostAnswers)) return name === "commit" ? "answerLost" : "unreachable";
  return undefined;
}

function errorOf(mishap: Mishap): StoreError {
  const isUnavailable = mishap !== "failed";
  return new StoreError(`cannot reach the database: ${mishap}`, { isUnavailable });
}

function drawDelay({ time: { random }, weather, isStormy }: FaultyStoreOptions): number {
  if (isStormy() && isDrawn(random, weather.slowCalls)) return drawMs(random, weather.slowCallMs);
  return drawBetween(random, 0, weather.latencyMs);
}

/** Short ones are as likely as long ones. */
function drawMs(random: Random, most: number): number {
  return Math.ceil(most ** random.next());
}
