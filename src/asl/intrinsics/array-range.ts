import { ArgumentProblem, type Intrinsic, integerAt } from "./intrinsic.ts";

const ITEMS_MAX = 1000;

/** States.ArrayRange(first, last, step), with the last included if a step meets it. */
export const arrayRange: Intrinsic = {
  arity: { min: 3, max: 3 },
  evaluate: (values) => {
    const first = integerAt(values, 0);
    const last = integerAt(values, 1);
    const step = integerAt(values, 2);
    if (step === 0) throw new ArgumentProblem("The step must not be zero.");
    const length = Math.max(0, Math.floor((last - first) / step) + 1);
    if (length > ITEMS_MAX) {
      throw new ArgumentProblem(`The range has more than ${ITEMS_MAX} items.`);
    }
    return Array.from({ length }, (_, index) => first + index * step);
  },
};
