// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineVersions.html

import type { ArnScope } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Store } from "../../store/store.ts";
import { findStateMachineByArn } from "./find-resources.ts";

/** Terraform asks for them whatever the machine is; none can be published here. */
export async function listStateMachineVersions(
  deps: { readonly store: Pick<Store, "findStateMachine">; readonly scope: ArnScope },
  input: { readonly stateMachineArn: string },
): Promise<JsonObject> {
  await findStateMachineByArn(deps, input.stateMachineArn);
  return { stateMachineVersions: [] };
}
