// Who is who: people by their e-mail address, and groups of them.

import type { Approver } from "./policy/plan.ts";

export interface Directory {
  /** IANA name, for whoever has none of their own. */
  readonly timeZone: string;
  /**
   * The people that an approver in a document stands for: one for an address, all of a group.
   * `undefined` for a group that there is not.
   */
  findApprovers(reference: string): readonly Approver[] | undefined;
}

/** Knows nobody: every address is a person, and there are no groups. */
export const NO_DIRECTORY: Directory = {
  timeZone: "UTC",
  findApprovers: (reference) =>
    reference.startsWith("group:")
      ? undefined
      : [{ address: reference.toLowerCase(), timeZone: "UTC" }],
};
