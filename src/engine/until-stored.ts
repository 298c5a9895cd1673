import { setTimeout as delay } from "node:timers/promises";
import { StoreError } from "../store/store-error.ts";

const PAUSE_MS = 1_000;

/**
 * For what must not be done again: stores its outcome as soon as the database can be reached.
 * @throws what else goes wrong, and the StoreError once it need not be stored any more
 */
export async function untilStored(
  act: () => Promise<void>,
  isNeedless: () => boolean,
): Promise<void> {
  for (;;) {
    try {
      await act();
      return;
    } catch (error) {
      const isOutage = error instanceof StoreError && error.isUnavailable;
      if (!isOutage || isNeedless()) throw error;
      await delay(PAUSE_MS);
    }
  }
}
