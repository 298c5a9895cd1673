import { isJsonArray, isJsonObject, type Json } from "../../base/json.ts";
import { arrayAt, type Intrinsic } from "./intrinsic.ts";

/** States.ArrayUnique(array): the first of equal items stays. */
export const arrayUnique: Intrinsic = {
  arity: { min: 1, max: 1 },
  evaluate: (values) => {
    // By text rather than pair by pair: a payload has room for 100,000 items.
    const firsts = new Map<string, Json>();
    for (const item of arrayAt(values, 0)) {
      const text = canonicalText(item);
      if (!firsts.has(text)) firsts.set(text, item);
    }
    return [...firsts.values()];
  },
};

/** Equal values have the same text, whatever the order of their keys. */
function canonicalText(value: Json): string {
  if (isJsonArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}:${canonicalText(member)}`,
  );
  return `{${members.sort().join(",")}}`;
}
