// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListActivities.html

import { type ArnScope, activityArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Store } from "../../store/store.ts";
import { timestamp } from "../operation.ts";
import { type PageRequest, readPage } from "./page-token.ts";

export async function listActivities(
  deps: { readonly store: Pick<Store, "listActivities">; readonly scope: ArnScope },
  input: PageRequest,
): Promise<JsonObject> {
  const { rows, nextToken } = await readPage(["ListActivities"], input, {
    read: (page) => deps.store.listActivities(page),
    keyOf: ({ name }) => name,
  });
  return {
    activities: rows.map(({ name, createdAt }) => ({
      activityArn: activityArn(deps.scope, name),
      name,
      creationDate: timestamp(createdAt),
    })),
    ...(nextToken !== undefined && { nextToken }),
  };
}
