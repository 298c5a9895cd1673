// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html

import { type ArnScope, stateMachineArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Store } from "../../store/store.ts";
import { timestamp } from "../operation.ts";
import { type PageRequest, readPage } from "./page-token.ts";

export async function listStateMachines(
  deps: { readonly store: Pick<Store, "listStateMachines">; readonly scope: ArnScope },
  input: PageRequest,
): Promise<JsonObject> {
  const { rows, nextToken } = await readPage(["ListStateMachines"], input, {
    read: (page) => deps.store.listStateMachines(page),
    keyOf: ({ name }) => name,
  });
  return {
    stateMachines: rows.map(({ name, type, createdAt }) => ({
      stateMachineArn: stateMachineArn(deps.scope, name),
      name,
      type,
      creationDate: timestamp(createdAt),
    })),
    ...(nextToken !== undefined && { nextToken }),
  };
}
