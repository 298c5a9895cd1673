import type { ArnScope } from "../../base/arn.ts";
import type { StateMachineRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { findStateMachineByArn } from "./find-resources.ts";

/** @throws ApiError `InvalidArn`, `ResourceNotFound` */
export async function getTaggable(
  deps: { readonly store: Pick<Store, "findStateMachine">; readonly scope: ArnScope },
  arn: string,
): Promise<StateMachineRecord> {
  const stateMachine = await findStateMachineByArn(deps, arn);
  if (stateMachine === undefined) {
    throw new ApiError("ResourceNotFound", `Resource not found: '${arn}'`, {
      members: { resourceName: arn },
    });
  }
  return stateMachine;
}
