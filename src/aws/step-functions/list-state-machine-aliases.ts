// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineAliases.html

import { type ArnScope, qualifiedArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Store } from "../../store/store.ts";
import { timestamp } from "../operation.ts";
import {
  checkActive,
  type FindQualifiedDeps,
  getQualified,
  noStateMachine,
} from "./find-resources.ts";
import { type PageRequest, readPage } from "./page-token.ts";

export interface ListStateMachineAliasesInput extends PageRequest {
  /** That of a version lists the aliases that lead to it. */
  readonly stateMachineArn: string;
}

/** By name: that is the order on record, although the documentation has the newest first. */
export async function listStateMachineAliases(
  deps: {
    readonly store: FindQualifiedDeps["store"] & Pick<Store, "listAliases">;
    readonly scope: ArnScope;
  },
  input: ListStateMachineAliasesInput,
): Promise<JsonObject> {
  const { stateMachine, version, alias } = await getQualified(deps, input.stateMachineArn);
  if (alias !== undefined) throw noStateMachine(input.stateMachineArn);
  checkActive(stateMachine, input.stateMachineArn);
  const filter = {
    stateMachineName: stateMachine.name,
    ...(version !== undefined && { version: version.number }),
  };
  const listing = ["ListStateMachineAliases", input.stateMachineArn];
  const { rows, nextToken } = await readPage(listing, input, {
    read: (page) => deps.store.listAliases(filter, page),
    keyOf: ({ name }) => name,
  });
  return {
    stateMachineAliases: rows.map(({ stateMachineName, name, createdAt }) => ({
      stateMachineAliasArn: qualifiedArn(deps.scope, stateMachineName, name),
      creationDate: timestamp(createdAt),
    })),
    ...(nextToken !== undefined && { nextToken }),
  };
}
