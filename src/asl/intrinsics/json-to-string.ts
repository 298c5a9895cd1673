import { type Intrinsic, valueAt } from "./intrinsic.ts";

/** States.JsonToString(value): compact JSON text. */
export const jsonToString: Intrinsic = {
  arity: { min: 1, max: 1 },
  evaluate: (values) => JSON.stringify(valueAt(values, 0)),
};
