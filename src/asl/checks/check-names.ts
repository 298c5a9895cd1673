import type { JsonObject } from "../../base/json.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { listScopes, listStates } from "./list-branches.ts";

/** AWS: a state's name is its own in the whole machine, whichever branch it is in. */
export function checkNames(machine: JsonObject): readonly Diagnostic[] {
  const seen = new Set<string>();
  const states = listScopes(machine, "/").flatMap(listStates);
  return states.flatMap(({ name, location }): Diagnostic[] => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const message = `Duplicate State name: ${name}`;
    return [{ severity: "ERROR", code: "DUPLICATE_STATE_NAME", message, location }];
  });
}
