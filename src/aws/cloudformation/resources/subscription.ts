// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html

import { parseTopicArn } from "../../../notifications/parse-arn.ts";
import type { ResolvedResource, ResourceKind, Surroundings } from "../planned-resource.ts";
import { checkSubscription } from "./check-subscription.ts";
import { readText } from "./read-property.ts";
import { refusalOf } from "./refusal.ts";

export const subscription: ResourceKind = {
  properties: ["TopicArn", "Protocol", "Endpoint", "RawMessageDelivery"],
  required: ["TopicArn", "Protocol", "Endpoint"],
  unenforced: [],
  plan: (resource, surroundings) => {
    const raw = readText(resource, "RawMessageDelivery");
    const wanted = {
      topicName: readTopicName(resource, surroundings),
      protocol: readText(resource, "Protocol") ?? "",
      endpoint: readText(resource, "Endpoint") ?? "",
      attributes: raw === undefined ? {} : { RawMessageDelivery: raw },
    };
    const refusal = checkSubscription(wanted);
    if (refusal !== undefined) resource.refuse(refusal);
    return {
      // Its ARN ends in an id that subscribing makes.
      physicalId: undefined,
      attributes: {},
      wanted: { kind: "subscription", subscription: wanted },
    };
  },
};

function readTopicName(resource: ResolvedResource, { scope }: Surroundings): string {
  const arn = readText(resource, "TopicArn") ?? "";
  let name = "";
  const refusal = refusalOf(() => {
    name = parseTopicArn(scope, arn);
  });
  if (refusal !== undefined) resource.refuse(`TopicArn: ${refusal}`, "TopicArn");
  return name;
}
