import { getOwn, type JsonObject } from "../../base/json.ts";
import type { QueryLanguage } from "../definition.ts";

/**
 * What a machine or a state speaks. AWS: JSONata, if it names anything else than exactly `JSONPath`.
 * @param inherited for a state that of the machine, whatever the Parallel or Map around it speaks
 */
export function languageOf(holder: JsonObject, inherited: QueryLanguage): QueryLanguage {
  const own = getOwn(holder, "QueryLanguage");
  if (own === undefined) return inherited;
  return own === "JSONPath" ? "JSONPath" : "JSONata";
}
