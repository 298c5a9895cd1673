// Who is who, as an operator writes it down:
//
//   { "people": [{ "email": …, "timeZone": …, "delegate": { "to": …, "from": …, "until": … } }],
//     "groups": { "finance": ["ann@example.com", …] },
//     "roles": { "ops@example.com": "operator" } }
//
// Whoever is not in it can be asked as well: every address is a person.

import { z } from "zod";
import type { Json } from "../base/json.ts";
import { ROLES } from "../identity/role.ts";
import { createPeople, type People } from "./directory/create-people.ts";
import { parseDigestTime } from "./directory/parse-digest-time.ts";
import { isTimeZone } from "./policy/working-time.ts";

export type ParsedDirectory =
  | { readonly kind: "directory"; readonly people: People }
  /** One sentence each. */
  | { readonly kind: "problems"; readonly problems: readonly string[] };

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

export function parseDirectory(value: Json): ParsedDirectory {
  const result = directory.safeParse(value);
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) => `${path.map(String).join(".") || "It"} ${message}`,
    );
    return { kind: "problems", problems };
  }
  return { kind: "directory", people: createPeople(result.data) };
}

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
