// Bounds what one evaluation may cost. Counting instead of a clock: the same template with the same input
// always ends the same way.

import { TemplateError } from "./template-value.ts";

const STEPS_MAX = 100_000;
/** API Gateway's payload limit is 10 MB; nothing that Step Functions accepts is near this. */
const CHARACTERS_MAX = 2_000_000;

export interface Budget {
  /** One node evaluated, one item visited. */
  step(): void;
  /** So much text made, kept or not. Answers the text. */
  text(made: string): string;
}

export function createBudget(): Budget {
  let steps = 0;
  let characters = 0;
  return {
    step() {
      if (++steps > STEPS_MAX) throw new TemplateError("the template takes too many steps");
    },
    text(made) {
      characters += made.length;
      if (characters > CHARACTERS_MAX) throw new TemplateError("the template makes too much text");
      return made;
    },
  };
}
