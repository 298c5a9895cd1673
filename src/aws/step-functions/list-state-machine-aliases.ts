// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineAliases.html

import { type ArnScope, qualifiedArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Store } from "../../store/store.ts";
import { timestamp } from "../operation.ts";
import { noResource } from "./alias-errors.ts";
import { isVersionNumber, parseStateMachineArn } from "./arns.ts";
import {
  checkActive,
  type FindQualifiedDeps,
  getQualified,
  getStateMachine,
  noStateMachine,
  type Qualified,
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
  const { stateMachine, version, alias } = await getListed(deps, input.stateMachineArn);
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

/** AWS: a version that is not there is another error than a machine that is not there. */
async function getListed(deps: FindQualifiedDeps, arn: string): Promise<Qualified> {
  const { qualifier = "" } = parseStateMachineArn(arn);
  if (!isVersionNumber(qualifier)) return getQualified(deps, arn);
  const stateMachine = await getStateMachine(deps, arn.slice(0, -qualifier.length - 1));
  const version = await deps.store.findVersion(stateMachine.name, Number(qualifier));
  if (version === undefined) throw noResource();
  return { stateMachine, version };
}
