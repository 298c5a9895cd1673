// People and groups that the API and people themselves have put, over those of the file. The file is what
// an operator keeps under version control, so it wins: in every member that it gives of a person, and in
// every group and role that it names.

import { getOwn, isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import type { GroupRecord, PersonRecord } from "../store/identity-records.ts";

export interface StoredPeople {
  readonly people: readonly PersonRecord[];
  readonly groups: readonly GroupRecord[];
}

export const NO_STORED_PEOPLE: StoredPeople = { people: [], groups: [] };

/** A directory as a file would hold it, with what is stored where the file says nothing. */
export function mergeDirectories(file: JsonObject, { people, groups }: StoredPeople): JsonObject {
  const filePeople = new Map(peopleIn(file).map((each) => [addressOf(each), each]));
  const stored = people.map((record) => {
    const { role: _, ...person } = JSON.parse(record.person) as JsonObject;
    const own = filePeople.get(record.address);
    return { email: record.address, ...person, ...own };
  });
  const isStored = new Set(people.map(({ address }) => address));
  const roles = people.flatMap(({ address, person }): [string, Json][] => {
    const role = getOwn(JSON.parse(person) as JsonObject, "role");
    return role === undefined ? [] : [[address, role]];
  });
  const fromGroups = groups.map(({ members, name }): [string, Json] => [name, JSON.parse(members)]);
  return {
    ...file,
    people: [
      ...[...filePeople.values()].filter((each) => !isStored.has(addressOf(each))),
      ...stored,
    ],
    groups: { ...Object.fromEntries(fromGroups), ...objectIn(file, "groups") },
    roles: { ...Object.fromEntries(roles), ...lowerCase(objectIn(file, "roles")) },
  };
}

export function peopleIn(file: JsonObject): readonly JsonObject[] {
  const { people = [] } = file;
  return Array.isArray(people) ? people.filter(isJsonObject) : [];
}

export function objectIn(file: JsonObject, name: string): JsonObject {
  const value = getOwn(file, name);
  return isJsonObject(value) ? value : {};
}

export function addressOf(person: JsonObject): string {
  return String(person["email"] ?? "").toLowerCase();
}

function lowerCase(roles: JsonObject): JsonObject {
  const entries = Object.entries(roles).map(([key, role]): [string, Json] => [
    key.toLowerCase(),
    role,
  ]);
  return Object.fromEntries(entries);
}
