// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineAlias.html

import type { ArnScope } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Store } from "../../store/store.ts";
import { timestamp } from "../operation.ts";
import { encodeRouting } from "./alias-routes.ts";
import { getAlias } from "./find-alias.ts";

export async function describeStateMachineAlias(
  deps: { readonly store: Pick<Store, "findAlias">; readonly scope: ArnScope },
  input: { readonly stateMachineAliasArn: string },
): Promise<JsonObject> {
  const alias = await getAlias(deps, input.stateMachineAliasArn);
  return {
    stateMachineAliasArn: input.stateMachineAliasArn,
    name: alias.name,
    ...(alias.description !== null && { description: alias.description }),
    routingConfiguration: encodeRouting(deps.scope, alias),
    creationDate: timestamp(alias.createdAt),
    updateDate: timestamp(alias.updatedAt),
  };
}
