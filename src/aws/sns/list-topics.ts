import { type ArnScope, topicArn } from "../../base/arn.ts";
import type { Store } from "../../store/store.ts";
import type { Operation } from "../operation.ts";
import { operationOf } from "./operation-of.ts";
import { pageOf, splitPage } from "./paging.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
export function listTopicsOperation(deps: {
  readonly store: Pick<Store, "listTopics">;
  readonly scope: ArnScope;
}): Operation {
  return operationOf(async (input) => {
    const { rows, next } = splitPage(
      await deps.store.listTopics(pageOf(input)),
      ({ name }) => name,
    );
    return { Topics: rows.map(({ name }) => ({ TopicArn: topicArn(deps.scope, name) })), ...next };
  });
}
