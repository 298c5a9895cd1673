// `arn:aws:states:::sns:publish`, also with `.waitForTaskToken`. Publishing only adds rows, so it is part
// of the commit that schedules the task: a message is queued exactly once.
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html

import { randomUUID } from "node:crypto";
import { isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import type { TaskAnswer, TaskCall, TaskRunner } from "../engine/task-runner.ts";
import { deduplicationRefused, invalidParameter, unsupported } from "../notifications/errors.ts";
import {
  type MessageAttribute,
  type MessageOrigin,
  NotificationError,
  type OutgoingMessage,
  type Publish,
} from "../notifications/message.ts";
import { ownHttpAnswer, renderSdkMetadata } from "./aws-sdk/http-metadata.ts";
import { optimisedFailure } from "./service-refusal.ts";
import { unusableParameters } from "./unusable-parameters.ts";

/** Parameters whose value has to be text. `Message` may be any JSON. */
const TEXTS = [
  "TopicArn",
  "TargetArn",
  "PhoneNumber",
  "Subject",
  "MessageStructure",
  "MessageGroupId",
  "MessageDeduplicationId",
];
const FIELDS: ReadonlySet<string> = new Set([...TEXTS, "Message", "MessageAttributes"]);

export function createSnsPublishRunner(deps: { readonly publish: Publish }): TaskRunner {
  return { isAtomic: true, run: (call) => publishFor(deps.publish, call) };
}

async function publishFor(publish: Publish, call: TaskCall): Promise<TaskAnswer> {
  const parameters = withoutNulls(call.parameters);
  const problems = checkParameters(parameters);
  if (problems.length > 0) return unusableParameters(call.parameters, problems);
  try {
    const published = await publish(messageOf(parameters, originOf(call)));
    return {
      kind: "succeeded",
      output: {
        MessageId: published.messageId,
        ...renderSdkMetadata(ownHttpAnswer(call.at, "text/xml", 294)),
      },
      changes: published.changes,
      ...(published.subject === undefined ? {} : { subject: published.subject }),
    };
  } catch (error) {
    if (error instanceof NotificationError) return failureOf(error);
    throw error;
  }
}

/** A parameter that is null counts as not given. */
function withoutNulls(parameters: Json): JsonObject {
  if (!isJsonObject(parameters)) return {};
  if (!Object.values(parameters).includes(null)) return parameters;
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== null));
}

function checkParameters(parameters: JsonObject): readonly string[] {
  const problems: string[] = [];
  if (parameters["Message"] === undefined) {
    problems.push("The field 'Message' is required but was missing");
  }
  for (const name of Object.keys(parameters)) {
    if (!FIELDS.has(name)) problems.push(`The field '${name}' is not supported by Step Functions`);
  }
  const isGood = (name: string) => ["string", "undefined"].includes(typeof parameters[name]);
  const wrong: string[] = TEXTS.filter((name) => !isGood(name));
  if (!areAttributes(parameters["MessageAttributes"])) wrong.push("MessageAttributes");
  for (const name of wrong) problems.push(`The value of the field '${name}' has an invalid format`);
  return problems;
}

function areAttributes(value: Json | undefined): boolean {
  if (value === undefined) return true;
  return (
    isJsonObject(value) &&
    Object.values(value).every(
      (attribute) =>
        isJsonObject(attribute) &&
        Object.entries(attribute).every(
          ([name, text]) =>
            ["DataType", "StringValue", "BinaryValue"].includes(name) && typeof text === "string",
        ),
    )
  );
}

function messageOf(parameters: JsonObject, origin: MessageOrigin): OutgoingMessage {
  const message = parameters["Message"] ?? "";
  const subject = textOf(parameters, "Subject");
  const messageStructure = textOf(parameters, "MessageStructure");
  const attributes = attributesOf(parameters["MessageAttributes"]);
  if (parameters["MessageDeduplicationId"] !== undefined) throw deduplicationRefused();
  return {
    topicArn: targetOf(parameters),
    message: typeof message === "string" ? message : JSON.stringify(message),
    ...(subject === undefined ? {} : { subject }),
    ...(messageStructure === undefined ? {} : { messageStructure }),
    ...(attributes === undefined ? {} : { attributes }),
    origin,
  };
}

function targetOf(parameters: JsonObject): string {
  const topicArn = textOf(parameters, "TopicArn") ?? textOf(parameters, "TargetArn");
  if (topicArn !== undefined) return topicArn;
  if (parameters["PhoneNumber"] !== undefined) {
    throw unsupported("PhoneNumber", "SMS is not supported by this server");
  }
  throw invalidParameter("TopicArn or TargetArn Reason: no value for required parameter");
}

function attributesOf(value: Json | undefined): Record<string, MessageAttribute> | undefined {
  if (!isJsonObject(value)) return undefined;
  const entries = Object.entries(value).map(([name, attribute]) => {
    const given = isJsonObject(attribute) ? attribute : {};
    const stringValue = textOf(given, "StringValue");
    const binaryValue = textOf(given, "BinaryValue");
    return [
      name,
      {
        dataType: textOf(given, "DataType") ?? "",
        ...(stringValue === undefined ? {} : { stringValue }),
        ...(binaryValue === undefined ? {} : { binaryValue }),
      },
    ] as const;
  });
  return Object.fromEntries(entries);
}

function textOf(parameters: JsonObject, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === "string" ? value : undefined;
}

function originOf(call: TaskCall): MessageOrigin {
  const { parameters: _parameters, resource: _resource, at: _at, ...origin } = call;
  return origin;
}

const NAMES = { prefix: "SNS", service: "AmazonSNS", exception: "AmazonSNSException" };

function failureOf({ code, message, status }: NotificationError): TaskAnswer {
  // SDK for Java 1: the one code whose exception is named otherwise.
  const name = code === "ParameterValueInvalid" ? "InvalidParameterValue" : code;
  const requestId = randomUUID();
  const isModelled = true;
  const attempts = 1;
  return optimisedFailure(NAMES, { name, isModelled, code, message, status, requestId, attempts });
}
