import { getOwn, isJsonArray, isJsonObject, type Json } from "../../base/json.ts";
import { fieldLocation } from "./check-fields.ts";

export interface Assignment {
  /** Of the variable, without `.$`. */
  readonly name: string;
  /** Of the field that assigns. */
  readonly location: string;
}

/** What a state assigns at its end, in its choice rules and in its catchers. */
export function listAssignments(state: Json, location: string): readonly Assignment[] {
  if (!isJsonObject(state)) return [];
  const assign = getOwn(state, "Assign");
  const place = fieldLocation(location, "Assign");
  const own = isJsonObject(assign) ? Object.keys(assign) : [];
  return [
    ...own.map((key) => ({ name: variableOf(key), location: fieldLocation(place, key) })),
    ...["Choices", "Catch"].flatMap((field) => {
      const items = getOwn(state, field);
      if (!isJsonArray(items)) return [];
      return items.flatMap((item, index) =>
        listAssignments(item, `${fieldLocation(location, field)}[${index}]`),
      );
    }),
  ];
}

/** In JSONPath, a key that ends in `.$` holds a path or a call. */
export function variableOf(key: string): string {
  return key.endsWith(".$") ? key.slice(0, -2) : key;
}
