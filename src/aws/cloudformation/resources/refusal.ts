import { NotificationError } from "../../../notifications/message.ts";

/** The words of the NotificationError that a check throws. */
export function refusalOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof NotificationError) return error.message;
    throw error;
  }
}
