import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import { ApiError } from "../api-error.ts";
import { findJsonProblem } from "./find-json-problem.ts";

/** @throws ApiError `ValidationException` */
export function readJsonObject(what: string, text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined;
  const value = findJsonProblem(text) === undefined ? (JSON.parse(text) as Json) : undefined;
  if (isJsonObject(value)) return value;
  throw new ApiError("ValidationException", `${what} must be a valid JSON object`);
}
