import type { JsonObject } from "../../base/json.ts";
import { DatasetError } from "../../engine/datasets.ts";

/** A parameter that is null counts as not given. @throws DatasetError */
export function readParameter(parameters: JsonObject, name: string): string | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  throw new DatasetError(`The value for parameter ${name} must be a STRING.`);
}
