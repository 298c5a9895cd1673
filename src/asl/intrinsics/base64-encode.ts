import { checkLength, type Intrinsic, stringAt } from "./intrinsic.ts";

/** States.Base64Encode(text), on one line. */
export const base64Encode: Intrinsic = {
  arity: { min: 1, max: 1 },
  evaluate: (values) => Buffer.from(checkLength(stringAt(values, 0)), "utf8").toString("base64"),
};
