import type { Intrinsic } from "./intrinsic.ts";

/** States.UUID(): version 4. */
export const uuid: Intrinsic = {
  arity: { min: 0, max: 0 },
  evaluate: (_, random) => random.uuid(),
};
