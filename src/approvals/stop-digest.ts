import { isJsonObject, type JsonObject } from "../base/json.ts";
import { findPerson, type KeepPeopleDeps, type Kept, putPerson } from "./keep-people.ts";

/**
 * Ends somebody's digests, also where the file of people says that they get them: reminders come one by one
 * again. It holds for the time that is set; another one begins them anew.
 */
export async function stopDigest(deps: KeepPeopleDeps, address: string): Promise<Kept> {
  const digest = findPerson(deps.directory.whole(), address)?.["digest"];
  if (typeof digest !== "string") return { kind: "kept" };
  const stored = (await deps.store.listPeople()).find((each) => each.address === address);
  const person: unknown = JSON.parse(stored?.person ?? "{}");
  const known: JsonObject = isJsonObject(person as JsonObject) ? (person as JsonObject) : {};
  return putPerson(deps, address, { ...known, digestStopped: digest }, address);
}
