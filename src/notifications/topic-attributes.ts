// The attributes of topics: which may be set, which SNS has and this server refuses.
// https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html

import { invalidParameter, unsupported } from "./errors.ts";

export type TextMap = Readonly<Record<string, string>>;

/** Reads JSON text that this server wrote. */
export function textMapOf(json: string): TextMap {
  return JSON.parse(json) as TextMap;
}

type AttributeCheck = (value: string) => boolean;

const CHECKS: ReadonlyMap<string, AttributeCheck> = new Map<string, AttributeCheck>([
  ["DisplayName", (value) => value.length <= 100 && !/\p{Cc}/u.test(value)],
  ["Policy", isJson],
  ["SignatureVersion", (value) => value === "1" || value === "2"],
  // Kept and shown: tracing is the caller's business.
  ["TracingConfig", (value) => value === "PassThrough" || value === "Active"],
]);

const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ["FifoTopic", "FIFO topics are not supported by this server"],
  ["ContentBasedDeduplication", "FIFO topics are not supported by this server"],
  ["FifoThroughputScope", "FIFO topics are not supported by this server"],
  ["ArchivePolicy", "FIFO topics are not supported by this server"],
  ["KmsMasterKeyId", "encryption with KMS is not supported by this server"],
  ["DeliveryPolicy", "delivery policies are not supported by this server"],
  ["MaximumMessageSize", "the limit of 262144 bytes cannot be changed on this server"],
  ["DataProtectionPolicy", "data protection is not supported by this server"],
]);

/**
 * The value to keep; `undefined` when the value says no more than that the attribute is not set.
 * @throws NotificationError
 */
export function checkTopicAttribute(name: string, value: string): string | undefined {
  const check = CHECKS.get(name);
  const refusal = UNSUPPORTED.get(name);
  if (check === undefined && refusal === undefined && !isFeedbackRole(name)) {
    throw invalidParameter("AttributeName");
  }
  if (value === "" || (name.startsWith("Fifo") && value === "false")) return undefined;
  if (check?.(value)) return value;
  if (check !== undefined) throw invalidParameter(name);
  throw unsupported(name, refusal ?? "delivery status logging is not supported by this server");
}

function isFeedbackRole(name: string): boolean {
  return /^(Application|Firehose|HTTP|Lambda|SQS)(Success|Failure)Feedback(RoleArn|SampleRate)$/.test(
    name,
  );
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
