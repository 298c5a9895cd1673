// The ARNs that callers hand in. Only those of this server's region and account name anything here.

import { type ArnScope, topicArn } from "../base/arn.ts";
import { invalidParameter } from "./errors.ts";

/** 1 to 256 letters, digits, `_` and `-`. */
export const TOPIC_NAME = /^[A-Za-z0-9_-]{1,256}$/;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The topic name in an ARN.
 * @throws NotificationError with the name of the `parameter` it came in.
 */
export function parseTopicArn(scope: ArnScope, arn: string, parameter = "TopicArn"): string {
  const parts = splitArn(arn, parameter);
  const name = parts[5] ?? "";
  if (parts.length !== 6 || !TOPIC_NAME.test(name) || arn !== topicArn(scope, name)) {
    throw invalidParameter(parameter);
  }
  return name;
}

export interface SubscriptionReference {
  readonly topicName: string;
  /** The UUID at the end. */
  readonly id: string;
}

/** @throws NotificationError */
export function parseSubscriptionArn(scope: ArnScope, arn: string): SubscriptionReference {
  const parts = splitArn(arn, "SubscriptionArn");
  const topicName = parts[5] ?? "";
  const isHere = parts.slice(0, 6).join(":") === topicArn(scope, topicName);
  if (parts.length > 7 || !isHere || !TOPIC_NAME.test(topicName)) {
    throw invalidParameter("SubscriptionArn");
  }
  const id = parts[6] ?? "";
  if (!UUID.test(id)) throw invalidParameter("SubscriptionId");
  return { topicName, id };
}

function splitArn(arn: string, parameter: string): readonly string[] {
  const parts = arn.split(":");
  if (parts.length < 6) {
    throw invalidParameter(
      `${parameter} Reason: An ARN must have at least 6 elements, not ${parts.length}`,
    );
  }
  return parts;
}
