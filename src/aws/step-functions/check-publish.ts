import { ApiError } from "../api-error.ts";

export interface PublishInput {
  readonly publish?: boolean;
  readonly versionDescription?: string;
}

/** @throws ApiError `ValidationException` */
export function checkPublish({ publish, versionDescription }: PublishInput): void {
  if (versionDescription === undefined || publish === true) return;
  throw new ApiError(
    "ValidationException",
    "Version description can only be set when publish is true",
  );
}
