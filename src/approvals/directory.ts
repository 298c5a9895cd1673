// Who is who: people by their e-mail address, and groups of them.

import type { Role } from "../identity/role.ts";

export interface Directory {
  /** IANA name, for whoever has none of their own. */
  readonly timeZone: string;
  /**
   * The people that an approver in a document stands for: one for an address, all of a group.
   * `undefined` for a group that there is not.
   */
  findApprovers(reference: string): readonly KnownPerson[] | undefined;
  /** What an address, in lower case, may do beyond its own requests. */
  findRole?(address: string): Role | undefined;
  /** Whether an address, in lower case, is named at all. */
  isNamed?(address: string): boolean;
}

export interface KnownPerson {
  /** The e-mail address, in lower case. */
  readonly address: string;
  /** IANA name. */
  readonly timeZone?: string;
  /** Who has delegated to this person. */
  readonly inPlaceOf?: string;
}

/** Knows nobody: every address is a person, and there are no groups. */
export const NO_DIRECTORY: Directory = {
  timeZone: "UTC",
  findApprovers: (reference) =>
    reference.startsWith("group:") ? undefined : [{ address: reference.toLowerCase() }],
};
