import { ArgumentProblem, arrayAt, type Intrinsic, integerAt } from "./intrinsic.ts";

/** States.ArrayGetItem(array, index), counted from 0. */
export const arrayGetItem: Intrinsic = {
  arity: { min: 2, max: 2 },
  evaluate: (values) => {
    const index = integerAt(values, 1);
    const item = arrayAt(values, 0)[index];
    if (item === undefined) throw new ArgumentProblem(`The index ${index} is out of bounds.`);
    return item;
  },
};
