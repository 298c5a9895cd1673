// Bounds what one evaluation may cost. Counting instead of a clock: the same template with the same input
// always ends the same way.

import { TemplateError } from "./template-error.ts";

const STEPS_MAX = 100_000;
/** Nothing that Step Functions accepts is near this. */
const CHARACTERS_MAX = 2_000_000;
/** Well below a second of the slowest scan. */
const SCANNED_MAX = 100_000_000;

export interface Budget {
  /** One node evaluated, one item visited. */
  step(): void;
  /** So many characters or entries are about to be looked through. */
  scan(count: number): void;
  /** So much text is about to be made, kept or not. */
  make(characters: number): void;
}

export function createBudget(): Budget {
  let steps = 0;
  let scanned = 0;
  let characters = 0;
  return {
    step() {
      if (++steps > STEPS_MAX) throw new TemplateError("the template takes too many steps");
    },
    scan(count) {
      scanned += count;
      if (scanned > SCANNED_MAX) throw new TemplateError("the template looks through too much");
    },
    make(count) {
      characters += count;
      if (characters > CHARACTERS_MAX) throw new TemplateError("the template makes too much text");
    },
  };
}

/** Counts a text that is there. */
export function made(text: string, budget: Budget): string {
  budget.make(text.length);
  return text;
}
