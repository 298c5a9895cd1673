// Publish and the entries of PublishBatch describe a message with the same members.

import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { deduplicationRefused } from "../../notifications/errors.ts";
import type { MessageAttribute, OutgoingMessage } from "../../notifications/message.ts";
import { requiredTextOf, textOf } from "./operation-of.ts";

/** @throws NotificationError */
export function outgoingMessage(topicArn: string, input: JsonObject): OutgoingMessage {
  // MessageGroupId needs no such check: standard topics take it and only SQS would see it.
  if (textOf(input, "MessageDeduplicationId") !== undefined) throw deduplicationRefused();
  const subject = textOf(input, "Subject");
  const messageStructure = textOf(input, "MessageStructure");
  return {
    topicArn,
    message: requiredTextOf(input, "Message"),
    ...(subject === undefined ? {} : { subject }),
    ...(messageStructure === undefined || messageStructure === "" ? {} : { messageStructure }),
    attributes: attributesOf(input),
  };
}

function attributesOf(input: JsonObject): Record<string, MessageAttribute> {
  const attributes = input["MessageAttributes"];
  if (!isJsonObject(attributes)) return {};
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      attributeOf(isJsonObject(value) ? value : {}),
    ]),
  );
}

function attributeOf(value: JsonObject): MessageAttribute {
  const stringValue = textOf(value, "StringValue");
  const binaryValue = textOf(value, "BinaryValue");
  return {
    dataType: textOf(value, "DataType") ?? "",
    ...(stringValue === undefined ? {} : { stringValue }),
    ...(binaryValue === undefined ? {} : { binaryValue }),
  };
}
