import { type ArnScope, stateMachineArn } from "../../base/arn.ts";
import { mapRunArn } from "../../execution/map-run-names.ts";
import type { MapRunRecord } from "../../store/map-run-records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { parseMapRunArn } from "./arns.ts";

/** @throws ApiError `InvalidArn`, `ResourceNotFound` */
export async function getMapRun(
  { store, scope }: { readonly store: Pick<Store, "findMapRun">; readonly scope: ArnScope },
  arn: string,
): Promise<MapRunRecord> {
  const mapRun = await store.findMapRun(parseMapRunArn(arn));
  if (mapRun && arnOfMapRun(scope, mapRun) === arn) return mapRun;
  throw new ApiError("ResourceNotFound", `Resource not found: '${arn}'`, {
    members: { resourceName: arn },
  });
}

export function arnOfMapRun(
  scope: ArnScope,
  { stateMachineName, label, id }: MapRunRecord,
): string {
  return mapRunArn(stateMachineArn(scope, stateMachineName), label, id);
}
