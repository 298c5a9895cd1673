import { ArgumentProblem, checkLength, type Intrinsic, stringAt } from "./intrinsic.ts";

/** States.Base64Decode(text): MIME's rules, so characters outside its alphabet are passed over. */
export const base64Decode: Intrinsic = {
  arity: { min: 1, max: 1 },
  evaluate: (values) => {
    const digits = checkLength(stringAt(values, 0)).replace(/[^A-Za-z0-9+/]/g, "");
    if (digits.length % 4 === 1) throw new ArgumentProblem("The text is no valid Base64.");
    return Buffer.from(digits, "base64").toString("utf8");
  },
};
