// A request and its answer as the protocols see them: bytes and headers, whatever server carries them.

import { randomUUID } from "node:crypto";
import { StoreError } from "../../store/store-error.ts";
import type { Log } from "../../telemetry/log.ts";
import { ApiError } from "../api-error.ts";
import type { Connection } from "../operation.ts";

export interface WireRequest extends Connection {
  readonly method: string;
  /** Path and query, exactly as they were sent. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers one request of a service; never rejects. */
export type WireHandler = (request: WireRequest) => Promise<WireAnswer>;

export function newRequestId(): string {
  return randomUUID();
}

/** The value of a header; several of one name count as one list, as HTTP has it. */
export function findHeader(request: WireRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : value?.join(",");
}

/**
 * What a caller is told about an exception: an ApiError as it is, to try again when the database cannot
 * be reached, and of anything else, which is a bug, only that it happened. The log gets the rest.
 */
export function toApiError(
  error: unknown,
  during: { readonly log: Log; readonly operation: string; readonly requestId: string },
): ApiError {
  if (error instanceof ApiError) return error;
  const { log, operation, requestId } = during;
  if (error instanceof StoreError && error.isUnavailable) {
    log.warn({ reason: error.message, operation, requestId }, "an operation had no database");
    // AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html
    const message = "The request has failed due to a temporary failure of the server.";
    return new ApiError("ServiceUnavailable", message, { status: 503 });
  }
  log.error({ err: error, operation, requestId }, "an operation failed unexpectedly");
  return new ApiError("InternalFailure", "The request failed because of an unexpected error.", {
    status: 500,
  });
}
