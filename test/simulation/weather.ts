// How bad things are in one schedule: drawn once, so that calm ones, slow ones and hopeless ones all occur.

import type { Random } from "../../src/base/random.ts";
import { drawBetween, drawOne, isDrawn } from "./draw.ts";

export interface Weather {
  /** Whether only tasks fail, and never the servers and their store. */
  readonly isFair: boolean;
  readonly nodes: number;
  /** How long things go wrong before they no longer do. */
  readonly stormMs: number;
  /** The mean time between two crashes of any node. */
  readonly crashEveryMs: number;
  /** The share of calls of the store that fail, and have no effect. */
  readonly failures: number;
  /** The share of calls of the store that take effect and whose answer is lost. */
  readonly lostAnswers: number;
  /** How long the way to the store usually takes, at most. */
  readonly latencyMs: number;
  /** The share of calls of the store that take long. */
  readonly slowCalls: number;
  /** How long those take at most; longer than a lease of a timer, where it is bad. */
  readonly slowCallMs: number;
  /** How far a node's clock is from the true time, at most. */
  readonly skewMs: number;
}

/** Nothing goes wrong, from the beginning. */
const FAIR = {
  crashEveryMs: Number.POSITIVE_INFINITY,
  failures: 0,
  lostAnswers: 0,
  slowCalls: 0,
  slowCallMs: 1,
  skewMs: 0,
};

export function drawWeather(random: Random): Weather {
  const weather = drawStorm(random);
  return isDrawn(random, 0.1) ? { ...weather, ...FAIR, isFair: true } : weather;
}

function drawStorm(random: Random): Weather {
  return {
    isFair: false,
    nodes: drawBetween(random, 1, 3),
    stormMs: drawBetween(random, 1, 10) * 60_000,
    crashEveryMs: drawOne(random, [5_000, 60_000, 600_000, Number.POSITIVE_INFINITY]),
    failures: drawOne(random, [0, 0.01, 0.1, 0.3]),
    lostAnswers: drawOne(random, [0, 0.02, 0.1, 0.25]),
    latencyMs: drawOne(random, [1, 20, 300]),
    slowCalls: drawOne(random, [0, 0.05, 0.3]),
    slowCallMs: drawOne(random, [100, 5_000, 90_000]),
    skewMs: drawOne(random, [0, 10, 5_000, 3_600_000]),
  };
}
