import { randomFrom } from "../../base/random.ts";
import { ArgumentProblem, type Intrinsic, integerAt } from "./intrinsic.ts";

/** States.MathRandom(start, end[, seed]): the end excluded; the same seed gives the same number. */
export const mathRandom: Intrinsic = {
  arity: { min: 2, max: 3 },
  evaluate: (values, random) => {
    const start = integerAt(values, 0);
    const end = integerAt(values, 1);
    if (start >= end) throw new ArgumentProblem("The start must be less than the end.");
    const source = values.length === 3 ? randomFrom(`seed ${integerAt(values, 2)}`) : random;
    return start + Math.floor(source.next() * (end - start));
  },
};
