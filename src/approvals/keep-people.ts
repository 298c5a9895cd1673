// Who is who, as it is put through the API, and by people themselves where it is about their own absence.

import type { Clock } from "../base/instant.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import type { Commit } from "../engine/commit-queue.ts";
import { isMailAddress } from "../notifications/check-endpoint.ts";
import type { Store } from "../store/store.ts";
import { type Sentence, sentenceIn } from "../wording/sentence.ts";
import type { OpenDirectory } from "./directory-file.ts";
import { addressOf, objectIn, peopleIn } from "./people.ts";

export interface KeepPeopleDeps {
  readonly store: Pick<Store, "listGroups" | "listPeople">;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly directory: Pick<OpenDirectory, "file" | "refresh" | "whole">;
}

export type Kept =
  | { readonly kind: "kept" }
  /** One sentence each. */
  | {
      readonly kind: "problems";
      readonly problems: readonly string[];
      /** The same for people, where it is something that they can do wrong themselves. */
      readonly said?: Sentence;
    }
  /** The file names it, and wins. */
  | { readonly kind: "inFile" }
  | { readonly kind: "notFound" };

export interface Delegation {
  readonly to: string;
  /** Dates, both included. */
  readonly from: string;
  readonly until: string;
}

/** A delegation is for an absence, not for ever. */
const DELEGATION_DAYS_MAX = 366;

/** Sets the whole person. @param person without the address */
export async function putPerson(
  deps: KeepPeopleDeps,
  address: string,
  person: JsonObject,
  by: string,
): Promise<Kept> {
  const email = address.trim().toLowerCase();
  if (!isMailAddress(email)) return problem({ name: "badAddress" });
  const { email: _, ...rest } = person;
  // Loaded with the first one: the schemas behind it would lengthen the start of every server.
  const { personProblems } = await import("./directory/people-problems.ts");
  const problems = personProblems({ ...rest, email });
  if (problems.length > 0) return { kind: "problems", problems };
  const { delegate } = rest;
  if (isJsonObject(delegate)) {
    const wrong = delegationProblem(deps.directory.whole(), email, delegate);
    if (wrong !== undefined) return problem(wrong);
  }
  const record = { address: email, person: JSON.stringify(rest) };
  const kept = { ...record, updatedAt: deps.clock(), updatedBy: by };
  await deps.commit([{ kind: "putPerson", person: kept }]);
  await deps.directory.refresh();
  return { kind: "kept" };
}

/** What is stored of a person goes; what the file says of them stays. */
export async function removePerson(deps: KeepPeopleDeps, address: string): Promise<Kept> {
  const email = address.trim().toLowerCase();
  const outcome = await deps.commit([{ kind: "removePerson", address: email }]);
  await deps.directory.refresh();
  return outcome === "committed" ? { kind: "kept" } : { kind: "notFound" };
}

/** Sets all members of a group. */
export async function putGroup(
  deps: KeepPeopleDeps,
  name: string,
  members: Json,
  by: string,
): Promise<Kept> {
  if (Object.hasOwn(objectIn(deps.directory.file(), "groups"), name)) return { kind: "inFile" };
  const { groupProblems } = await import("./directory/people-problems.ts");
  const problems = groupProblems(name, members);
  if (problems.length > 0 || !isJsonArray(members)) return { kind: "problems", problems };
  const addresses = [...new Set(members.map((member) => String(member).toLowerCase()))];
  const group = { name, members: JSON.stringify(addresses) };
  const kept = { ...group, updatedAt: deps.clock(), updatedBy: by };
  await deps.commit([{ kind: "putGroup", group: kept }]);
  await deps.directory.refresh();
  return { kind: "kept" };
}

export async function removeGroup(deps: KeepPeopleDeps, name: string): Promise<Kept> {
  if (Object.hasOwn(objectIn(deps.directory.file(), "groups"), name)) return { kind: "inFile" };
  const outcome = await deps.commit([{ kind: "removeGroup", name }]);
  await deps.directory.refresh();
  return outcome === "committed" ? { kind: "kept" } : { kind: "notFound" };
}

/** Who stands in for somebody, by that person: sets it, or ends it. */
export async function delegate(
  deps: KeepPeopleDeps,
  address: string,
  delegation: Delegation | undefined,
): Promise<Kept> {
  if (findPerson(deps.directory.file(), address)?.["delegate"] !== undefined) {
    return { kind: "inFile" };
  }
  // Nothing else of the person is touched.
  const stored = (await deps.store.listPeople()).find((each) => each.address === address);
  const { delegate: _, ...rest } = JSON.parse(stored?.person ?? "{}") as JsonObject;
  const person = delegation ? { ...rest, delegate: { ...delegation } } : rest;
  return putPerson(deps, address, person, address);
}

/** A person as the directory has them, of the file and of what is stored. */
export function findPerson(directory: JsonObject, address: string): JsonObject | undefined {
  return peopleIn(directory).find((each) => addressOf(each) === address);
}

function problem(said: Sentence): Kept {
  return { kind: "problems", problems: [sentenceIn("en", said)], said };
}

/** @param directory all that is known so far */
function delegationProblem(
  directory: JsonObject,
  address: string,
  given: JsonObject,
): Sentence | undefined {
  const { from, to, until } = given as unknown as Delegation;
  if (until < from) return { name: "endsBeforeItBegins" };
  const days = (Date.parse(until) - Date.parse(from)) / 86_400_000;
  if (days > DELEGATION_DAYS_MAX) {
    return { name: "delegationTooLong", values: { days: DELEGATION_DAYS_MAX } };
  }
  if (to.toLowerCase() === address) return { name: "standsInForSelf" };
  const others = new Map(peopleIn(directory).map((each) => [addressOf(each), each]));
  const seen = new Set([address]);
  for (let holder = to.toLowerCase(); ; ) {
    if (seen.has(holder)) {
      return { name: "delegationComesBack", values: { person: to } };
    }
    seen.add(holder);
    const next = others.get(holder)?.["delegate"] as unknown as Delegation | undefined;
    const isAtThatTime = next && next.from <= until && from <= next.until;
    if (!isAtThatTime) return undefined;
    holder = next.to.toLowerCase();
  }
}
