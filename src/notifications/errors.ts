// SNS's errors as this server raises them, with the wording that its clients match on.

import { NotificationError } from "./message.ts";

/** `detail` is what follows `Invalid parameter: `. */
export function invalidParameter(detail: string): NotificationError {
  return new NotificationError("InvalidParameter", `Invalid parameter: ${detail}`);
}

/** For what SNS knows and this server does not do: refused, never silently ignored. */
export function unsupported(parameter: string, explanation: string): NotificationError {
  return invalidParameter(`${parameter} Reason: ${explanation}`);
}

export function notFound(what: "Topic" | "Subscription"): NotificationError {
  return new NotificationError("NotFound", `${what} does not exist`, 404);
}

/** AWS: only FIFO topics take a MessageDeduplicationId. */
export function deduplicationRefused(): NotificationError {
  return invalidParameter(
    "The request includes MessageDeduplicationId parameter that is not valid for this topic type",
  );
}
