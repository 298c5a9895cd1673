import { setTopicAttribute, type TopicDeps } from "../../notifications/topics.ts";
import type { Operation } from "../operation.ts";
import { operationOf, requiredTextOf, textOf } from "./operation-of.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
export function setTopicAttributesOperation(
  deps: Pick<TopicDeps, "commit" | "scope" | "store">,
): Operation {
  return operationOf(async (input) => {
    await setTopicAttribute(deps, {
      topicArn: requiredTextOf(input, "TopicArn"),
      name: requiredTextOf(input, "AttributeName"),
      value: textOf(input, "AttributeValue") ?? "",
    });
    return {};
  });
}
