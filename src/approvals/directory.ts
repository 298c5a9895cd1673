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
  /** How an address, in lower case, wants to be written to; the directory's own zone is in it. */
  findProfile?(address: string): PersonProfile | undefined;
  /** Whom an address, in lower case, reports to. */
  findManager?(address: string): string | undefined;
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
  /** Those in between, where the delegate has delegated as well. */
  readonly through?: readonly string[];
}

/** How somebody is written to. */
export interface PersonProfile {
  readonly name?: string;
  /** BCP 47, such as `de-AT`. */
  readonly locale?: string;
  /** IANA name. */
  readonly timeZone?: string;
  /** When all that waits for them comes in one mail, in place of reminders. */
  readonly digest?: DigestTime;
}

/** By the person's clock. */
export interface DigestTime {
  /** Minutes since midnight. */
  readonly clock: number;
  /** 1 is Monday, 7 is Sunday; every day when absent. */
  readonly days?: readonly number[];
}

/** In a document: whom the requester reports to, as the directory knows. */
export const REQUESTERS_MANAGER = "manager:requester";

/** Knows nobody: every address is a person, and there are no groups. */
export const NO_DIRECTORY: Directory = {
  timeZone: "UTC",
  findApprovers: (reference) =>
    reference.startsWith("group:") ? undefined : [{ address: reference.toLowerCase() }],
};
