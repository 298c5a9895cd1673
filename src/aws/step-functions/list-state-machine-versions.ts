// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineVersions.html

import { type ArnScope, qualifiedArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Store } from "../../store/store.ts";
import { timestamp } from "../operation.ts";
import { findStateMachineByArn } from "./find-resources.ts";
import { type PageRequest, readPage } from "./page-token.ts";

export interface ListStateMachineVersionsInput extends PageRequest {
  readonly stateMachineArn: string;
}

/** Newest first. A machine that is not there has none: AWS's model knows no error for it. */
export async function listStateMachineVersions(
  deps: {
    readonly store: Pick<Store, "findStateMachine" | "listVersions">;
    readonly scope: ArnScope;
  },
  input: ListStateMachineVersionsInput,
): Promise<JsonObject> {
  const stateMachine = await findStateMachineByArn(deps, input.stateMachineArn);
  const name = stateMachine?.name;
  const { rows, nextToken } = await readPage(["ListStateMachineVersions", name], input, {
    read: async (page) => (name === undefined ? [] : deps.store.listVersions(name, page)),
    keyOf: ({ number }) => String(number),
  });
  return {
    stateMachineVersions: rows.map(({ stateMachineName, number, createdAt }) => ({
      stateMachineVersionArn: qualifiedArn(deps.scope, stateMachineName, number),
      creationDate: timestamp(createdAt),
    })),
    ...(nextToken !== undefined && { nextToken }),
  };
}
