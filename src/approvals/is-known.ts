import type { Store } from "../store/store.ts";
import type { FindDirectory } from "./directory-file.ts";

/** Whether somebody is named in the directory, or is asked for a decision at this moment. */
export async function isKnown(
  deps: {
    readonly store: Pick<Store, "listWaiting">;
    readonly findDirectory: FindDirectory;
  },
  address: string,
): Promise<boolean> {
  if (deps.findDirectory().isNamed?.(address)) return true;
  return (await deps.store.listWaiting({ approver: address }, { limit: 1 })).length > 0;
}
