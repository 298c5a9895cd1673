// Who is who, made of a directory that has been checked.

import type { Instant } from "../../base/instant.ts";
import type { Role } from "../../identity/role.ts";
import type { Directory, KnownPerson, PersonProfile } from "../directory.ts";
import { parseDigestTime } from "./parse-digest-time.ts";

/** A directory as of an instant. */
export type People = (at: Instant) => Directory;

/** What a directory holds; addresses are in lower case. */
export interface DirectoryContent {
  readonly timeZone?: string | undefined;
  readonly people?: readonly PersonContent[] | undefined;
  readonly groups?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly roles?: Readonly<Record<string, Role>> | undefined;
}

export interface PersonContent {
  readonly email: string;
  readonly name?: string | undefined;
  readonly locale?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly manager?: string | undefined;
  readonly digest?: string | undefined;
  readonly digestStopped?: string | undefined;
  readonly delegate?: Delegation | undefined;
}

interface Delegation {
  readonly to: string;
  /** Dates such as 2026-08-01; both are days of it. */
  readonly from: string;
  readonly until: string;
}

/** As many people can one delegation pass through. */
const DELEGATIONS_MAX = 5;

export function createPeople(content: DirectoryContent): People {
  const { timeZone = "UTC", people = [], groups = {}, roles = {} } = content;
  const known = new Map(people.map((each) => [each.email, each]));
  const groupsByName = new Map(Object.entries(groups));
  const rolesByAddress = new Map(Object.entries(roles));
  const named = new Set([known, rolesByAddress].flatMap((map) => [...map.keys()]));
  for (const member of Object.values(groups).flat()) named.add(member);
  return (at) => ({
    timeZone,
    findProfile: (wanted) => profileOf(known.get(wanted), timeZone),
    findManager: (wanted) => known.get(wanted)?.manager,
    findRole: (wanted) => rolesByAddress.get(wanted),
    isNamed: (wanted) => named.has(wanted),
    findApprovers(reference) {
      if (!reference.startsWith("group:")) {
        return [standIn(reference.toLowerCase(), known, at, timeZone)];
      }
      const members = groupsByName.get(reference.slice("group:".length));
      return members?.map((each) => standIn(each, known, at, timeZone));
    },
  });
}

function profileOf(person: PersonContent | undefined, zoneOfAll: string): PersonProfile {
  const { name, locale, timeZone, digest, digestStopped } = person ?? {};
  const isWanted = digest !== undefined && digest !== digestStopped;
  const digestTime = isWanted ? parseDigestTime(digest) : undefined;
  return {
    timeZone: timeZone ?? zoneOfAll,
    ...(name !== undefined && { name }),
    ...(locale !== undefined && { locale }),
    ...(digestTime && { digest: digestTime }),
  };
}

/** The person, or who decides for them on that day; a circle of delegations leaves it with the person. */
function standIn(
  wanted: string,
  known: ReadonlyMap<string, PersonContent>,
  at: Instant,
  zoneOfAll: string,
): KnownPerson {
  const chain = [wanted];
  for (let step = 0; step < DELEGATIONS_MAX; step++) {
    const delegate = delegateOf(known.get(chain.at(-1) ?? wanted), at, zoneOfAll);
    if (delegate === undefined) return personOf(chain, known);
    if (delegate === wanted) break;
    chain.push(delegate);
  }
  return personOf([wanted], known);
}

/** The days of an absence are those of whoever is absent. */
function delegateOf(
  person: PersonContent | undefined,
  at: Instant,
  zoneOfAll: string,
): string | undefined {
  const { delegate, timeZone = zoneOfAll } = person ?? {};
  if (!delegate) return undefined;
  const moment = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const today = moment.toPlainDate().toString();
  return delegate.from <= today && today <= delegate.until ? delegate.to : undefined;
}

/** @param chain From the person who is wanted to the one who decides. */
function personOf(
  chain: readonly string[],
  known: ReadonlyMap<string, PersonContent>,
): KnownPerson {
  const [wanted = "", ...delegates] = chain;
  const holder = delegates.at(-1) ?? wanted;
  const timeZone = known.get(holder)?.timeZone;
  const through = delegates.slice(0, -1);
  return {
    address: holder,
    ...(timeZone !== undefined && { timeZone }),
    ...(holder !== wanted && { inPlaceOf: wanted }),
    ...(through.length > 0 && { through }),
  };
}
