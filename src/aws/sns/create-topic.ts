import { createTopic, type TopicDeps } from "../../notifications/topics.ts";
import type { Operation } from "../operation.ts";
import { operationOf, requiredTextOf, tagsOf, textMapOf, textOf } from "./operation-of.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export function createTopicOperation(deps: TopicDeps): Operation {
  return operationOf(async (input) => {
    const policy = textOf(input, "DataProtectionPolicy");
    const attributes = {
      ...textMapOf(input, "Attributes"),
      ...(policy === undefined ? {} : { DataProtectionPolicy: policy }),
    };
    const name = requiredTextOf(input, "Name");
    return { TopicArn: await createTopic(deps, { name, attributes, tags: tagsOf(input) }) };
  });
}
