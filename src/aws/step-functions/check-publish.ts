import { ApiError } from "../api-error.ts";

export interface PublishInput {
  readonly publish?: boolean;
  readonly versionDescription?: string;
}

/** @throws ApiError `ValidationException` */
export function checkPublish({ publish, versionDescription }: PublishInput): void {
  if (publish === true) {
    throw new ApiError(
      "ValidationException",
      "Publishing state machine versions is not supported by this version.",
    );
  }
  if (versionDescription !== undefined) {
    throw new ApiError(
      "ValidationException",
      "Version description can only be set when publish is true",
    );
  }
}
