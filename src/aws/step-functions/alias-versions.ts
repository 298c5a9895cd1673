import type { Change } from "../../store/change.ts";
import type { AliasRoutes } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { noResource } from "./alias-errors.ts";

/** @throws ApiError `ResourceNotFound` */
export async function checkVersionsExist(
  { store }: { readonly store: Pick<Store, "findVersion"> },
  stateMachineName: string,
  routes: AliasRoutes,
): Promise<void> {
  for (const { version } of routes) {
    if ((await store.findVersion(stateMachineName, version)) === undefined) throw noResource();
  }
}

/** Guards for the unit that makes an alias lead to the versions. */
export function holdVersions(stateMachineName: string, routes: AliasRoutes): readonly Change[] {
  return routes.map(({ version }) => ({ kind: "holdVersion", stateMachineName, number: version }));
}
