// Who is who, as an operator writes it down:
//
//   { "people": [{ "email": …, "timeZone": …, "delegate": { "to": …, "from": …, "until": … } }],
//     "groups": { "finance": ["ann@example.com", …] },
//     "roles": { "ops@example.com": "operator" } }
//
// Whoever is not in it can be asked as well: every address is a person.

import { z } from "zod";
import type { Instant } from "../base/instant.ts";
import type { Json } from "../base/json.ts";
import { ROLES } from "../identity/role.ts";
import type { Directory, KnownPerson, PersonProfile } from "./directory.ts";
import { parseDigestTime } from "./parse-digest-time.ts";
import { isTimeZone } from "./policy/working-time.ts";

export type ParsedDirectory =
  | { readonly kind: "directory"; readonly people: People }
  /** One sentence each. */
  | { readonly kind: "problems"; readonly problems: readonly string[] };

/** A directory as of an instant. */
export type People = (at: Instant) => Directory;

/** As many people can one delegation pass through. */
const DELEGATIONS_MAX = 5;

const address = z.string().regex(z.regexes.email, "must be an e-mail address").toLowerCase();
const date = z.iso.date("must be a date such as 2026-08-01");
const zone = z.string().refine(isTimeZone, "must be a time zone such as Europe/Berlin");

const person = z.strictObject({
  email: address,
  name: z.string().optional(),
  locale: z.string().refine(isLocale, "must be a locale such as de-AT").optional(),
  timeZone: zone.optional(),
  manager: address.optional(),
  digest: z
    .string()
    .refine((text) => parseDigestTime(text) !== undefined, "must be such as daily 08:00")
    .optional(),
  /** The time at which no digest is wanted, though it is set. */
  digestStopped: z.string().optional(),
  delegate: z.strictObject({ to: address, from: date, until: date }).optional(),
});

const directory = z.strictObject({
  timeZone: zone.optional(),
  people: z.array(person).optional(),
  groups: z.record(z.string().regex(/^[\w.-]{1,64}$/), z.array(address).min(1)).optional(),
  roles: z.record(address, z.enum(ROLES)).optional(),
});

type Person = z.infer<typeof person>;

export function parseDirectory(value: Json): ParsedDirectory {
  const result = directory.safeParse(value);
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) => `${path.map(String).join(".") || "It"} ${message}`,
    );
    return { kind: "problems", problems };
  }
  const { timeZone = "UTC", people = [], groups = {}, roles = {} } = result.data;
  const known = new Map(people.map((each) => [each.email, each]));
  const groupsByName = new Map(Object.entries(groups));
  const rolesByAddress = new Map(Object.entries(roles));
  const named = new Set([known, rolesByAddress].flatMap((map) => [...map.keys()]));
  for (const member of Object.values(groups).flat()) named.add(member);
  return {
    kind: "directory",
    people: (at) => ({
      timeZone,
      findProfile: (wanted) => profileOf(known.get(wanted), timeZone),
      findManager: (wanted) => known.get(wanted)?.manager,
      findRole: (wanted) => rolesByAddress.get(wanted),
      isNamed: (wanted) => named.has(wanted),
      findApprovers(reference) {
        if (!reference.startsWith("group:")) {
          return [standIn(reference.toLowerCase(), known, at)];
        }
        const members = groupsByName.get(reference.slice("group:".length));
        return members?.map((each) => standIn(each, known, at));
      },
    }),
  };
}

function profileOf(person: Person | undefined, zoneOfAll: string): PersonProfile {
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

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** The person, or who decides for them on that day; a circle of delegations leaves it with the person. */
function standIn(wanted: string, known: ReadonlyMap<string, Person>, at: Instant): KnownPerson {
  let holder = wanted;
  for (let step = 0; step < DELEGATIONS_MAX; step++) {
    const delegate = delegateOf(known.get(holder), at);
    if (delegate === undefined) return personOf(holder, wanted, known);
    if (delegate === wanted) break;
    holder = delegate;
  }
  return personOf(wanted, wanted, known);
}

function delegateOf(person: Person | undefined, at: Instant): string | undefined {
  const { delegate } = person ?? {};
  if (!delegate) return undefined;
  const today = new Date(at).toISOString().slice(0, 10);
  return delegate.from <= today && today <= delegate.until ? delegate.to : undefined;
}

function personOf(holder: string, wanted: string, known: ReadonlyMap<string, Person>): KnownPerson {
  const timeZone = known.get(holder)?.timeZone;
  return {
    address: holder,
    ...(timeZone !== undefined && { timeZone }),
    ...(holder !== wanted && { inPlaceOf: wanted }),
  };
}
