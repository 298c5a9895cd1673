import { type ArnScope, activityArn } from "../base/arn.ts";
import type { Machine } from "../execution/machine.ts";
import type { Store } from "../store/store.ts";

/** Those of a machine's activities that are not on this server. Most machines have none at all. */
export async function findMissingActivities(
  { store, scope }: { readonly store: Pick<Store, "findActivity">; readonly scope: ArnScope },
  { activities }: Machine,
): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const arn of activities) {
    const name = arn.slice(arn.lastIndexOf(":") + 1);
    const isHere = arn === activityArn(scope, name) && (await store.findActivity(name));
    if (!isHere) missing.push(arn);
  }
  return missing;
}
