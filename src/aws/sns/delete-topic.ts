import { deleteTopic, type TopicDeps } from "../../notifications/topics.ts";
import type { Operation } from "../operation.ts";
import { operationOf, requiredTextOf } from "./operation-of.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html */
export function deleteTopicOperation(deps: Pick<TopicDeps, "commit" | "scope">): Operation {
  return operationOf(async (input) => {
    await deleteTopic(deps, requiredTextOf(input, "TopicArn"));
    return {};
  });
}
