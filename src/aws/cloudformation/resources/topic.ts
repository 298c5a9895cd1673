// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html

import { topicArn } from "../../../base/arn.ts";
import { TOPIC_NAME } from "../../../notifications/parse-arn.ts";
import { checkTopicAttribute } from "../../../notifications/topic-attributes.ts";
import { textOf } from "../parse-parameter.ts";
import type { ResolvedResource, ResourceKind, WantedSubscription } from "../planned-resource.ts";
import { checkSubscription } from "./check-subscription.ts";
import { generatedName } from "./generated-name.ts";
import { readObjects, readTags, readText } from "./read-property.ts";
import { refusalOf } from "./refusal.ts";

const TOPIC_NAME_LENGTH_MAX = 256;
const ATTRIBUTES = ["DisplayName", "SignatureVersion", "TracingConfig"];

export const topic: ResourceKind = {
  properties: ["TopicName", "Subscription", "Tags", ...ATTRIBUTES],
  required: [],
  unenforced: [],
  plan: (resource, surroundings) => {
    const prefix = `${surroundings.stackName}-${resource.logicalId}`;
    const name =
      readText(resource, "TopicName") ??
      generatedName(resource, surroundings, prefix, TOPIC_NAME_LENGTH_MAX);
    if (!TOPIC_NAME.test(name)) {
      resource.refuse("TopicName must be 1 to 256 letters, digits, _ and -", "TopicName");
    }
    const arn = topicArn(surroundings.scope, name);
    return {
      physicalId: arn,
      attributes: { TopicArn: arn, TopicName: name },
      wanted: {
        kind: "topic",
        name,
        attributes: readAttributes(resource),
        tags: readTags(resource),
        subscriptions: readSubscriptions(resource, name),
      },
    };
  },
};

function readAttributes(resource: ResolvedResource): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = {};
  for (const name of ATTRIBUTES) {
    const text = readText(resource, name);
    if (text === undefined) continue;
    const refusal = refusalOf(() => {
      const value = checkTopicAttribute(name, text);
      if (value !== undefined) attributes[name] = value;
    });
    if (refusal !== undefined) resource.refuse(`${name}: ${refusal}`, name);
  }
  return attributes;
}

function readSubscriptions(
  resource: ResolvedResource,
  topicName: string,
): readonly WantedSubscription[] {
  return readObjects(resource, "Subscription").map((item, index) => {
    const subscription = {
      topicName,
      protocol: textOf(item["Protocol"]) ?? "",
      endpoint: textOf(item["Endpoint"]) ?? "",
      attributes: {},
    };
    const refusal = checkSubscription(subscription);
    if (refusal !== undefined) resource.refuse(refusal, "Subscription", index);
    return subscription;
  });
}
