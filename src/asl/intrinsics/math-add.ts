import { ArgumentProblem, type Intrinsic, integerAt } from "./intrinsic.ts";

/** States.MathAdd(first, second): integers of 32 bits, the arguments are rounded first. */
export const mathAdd: Intrinsic = {
  arity: { min: 2, max: 2 },
  evaluate: (values) => {
    const sum = integerAt(values, 0) + integerAt(values, 1);
    if (sum !== (sum | 0)) throw new ArgumentProblem("The sum is out of range.");
    return sum;
  },
};
