import { ApiError } from "../api-error.ts";

/** For aliases, and for versions that an alias should lead to. */
export function noResource(): ApiError {
  return new ApiError("ResourceNotFound", "Request references a resource that does not exist.");
}
