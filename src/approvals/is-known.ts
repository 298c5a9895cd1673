import type { Store } from "../store/store.ts";
import type { FindDirectory } from "./directory-file.ts";

/**
 * Whether somebody is named in the directory, is asked for a decision at this moment, has made one, or has
 * asked for one.
 */
export async function isKnown(
  deps: {
    readonly store: Pick<Store, "listRequestedApprovals" | "listVotedApprovals" | "listWaiting">;
    readonly findDirectory: FindDirectory;
  },
  address: string,
): Promise<boolean> {
  if (deps.findDirectory().isNamed?.(address)) return true;
  const [waiting, voted, requested] = await Promise.all([
    deps.store.listWaiting({ approver: address }, { limit: 1 }),
    deps.store.listVotedApprovals(address, { limit: 1 }),
    deps.store.listRequestedApprovals(address, { limit: 1 }),
  ]);
  return waiting.length + voted.length + requested.length > 0;
}
