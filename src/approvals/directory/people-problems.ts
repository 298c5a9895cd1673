// What is wrong with people and groups that somebody wants to put.

import type { Json, JsonObject } from "../../base/json.ts";
import { parseDirectory } from "../parse-directory.ts";

/** What is wrong with a person, as they would stand in a file: all of it, in one list. */
export function personProblems(person: JsonObject): readonly string[] {
  const { role, ...rest } = person;
  const roles = role === undefined ? {} : { roles: { "somebody@example.com": role } };
  const parsed = parseDirectory({ people: [rest], ...roles });
  if (parsed.kind === "directory") return [];
  const place = /^(?:people\.0\.?|roles\.\S+ ?)/;
  return parsed.problems.map((problem) =>
    problem.startsWith("roles.")
      ? `role ${problem.replace(place, "")}`
      : problem.replace(place, ""),
  );
}

/** The same for the members of a group. */
export function groupProblems(name: string, members: Json): readonly string[] {
  const parsed = parseDirectory({ groups: { [name]: members } });
  if (parsed.kind === "directory") return [];
  return parsed.problems.map((problem) => problem.replace(/^groups\.?/, ""));
}
