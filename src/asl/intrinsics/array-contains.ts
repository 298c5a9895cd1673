import { jsonEquals } from "../../base/json.ts";
import { arrayAt, type Intrinsic, valueAt } from "./intrinsic.ts";

/** States.ArrayContains(array, value), objects and arrays compared by value. */
export const arrayContains: Intrinsic = {
  arity: { min: 2, max: 2 },
  evaluate: (values) => {
    const wanted = valueAt(values, 1);
    return arrayAt(values, 0).some((item) => jsonEquals(item, wanted));
  },
};
