// Whether a message may be published, and what each protocol gets of it.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html

import { isJsonObject, type Json, type JsonObject, utf8Bytes } from "../base/json.ts";
import type { SubscriptionProtocol } from "../store/records.ts";
import { invalidParameter } from "./errors.ts";
import { type MessageAttribute, NotificationError, type OutgoingMessage } from "./message.ts";

/** Message and attributes together. */
export const MESSAGE_BYTES_MAX = 262_144;

const SUBJECT_LENGTH_MAX = 100;
const ATTRIBUTE_NAME_BYTES_MAX = 256;
const DATA_TYPE = /^(String|Number|Binary)(\..+)?$/;

/** The text for a protocol, the same for all unless the message says otherwise. */
export type MessageFor = (protocol: SubscriptionProtocol) => string;

/** @throws NotificationError */
export function checkMessage(message: OutgoingMessage): MessageFor {
  if (message.message === "") throw invalidParameter("Empty message");
  if (messageBytes(message) > MESSAGE_BYTES_MAX) throw invalidParameter("Message too long");
  if (message.subject !== undefined) checkSubject(message.subject);
  for (const [name, attribute] of Object.entries(message.attributes ?? {})) {
    checkAttribute(name, attribute);
  }
  if (message.messageStructure === undefined) return () => message.message;
  if (message.messageStructure !== "json") throw invalidParameter("MessageStructure");
  return parseStructure(message.message);
}

/** Bytes that count against {@link MESSAGE_BYTES_MAX}. */
export function messageBytes(message: OutgoingMessage): number {
  let bytes = utf8Bytes(message.message);
  for (const [name, attribute] of Object.entries(message.attributes ?? {})) {
    bytes += utf8Bytes(name) + utf8Bytes(attribute.dataType);
    bytes += utf8Bytes(attribute.stringValue ?? "");
    bytes += Buffer.byteLength(attribute.binaryValue ?? "", "base64");
  }
  return bytes;
}

function checkSubject(subject: string): void {
  const isGood =
    subject.trim() !== "" &&
    subject.length <= SUBJECT_LENGTH_MAX &&
    !/[\p{Cc}\u2028\u2029]/u.test(subject);
  if (!isGood) throw invalidParameter("Subject");
}

function parseStructure(text: string): MessageFor {
  let parsed: Json;
  try {
    parsed = JSON.parse(text) as Json;
  } catch {
    throw structureError("JSON message body failed to parse");
  }
  if (!isJsonObject(parsed)) throw structureError("JSON message body failed to parse");
  const messages = parsed;
  const fallback = textOf(messages, "default");
  if (fallback === undefined) throw structureError("No default entry in JSON message body");
  return (protocol) => textOf(messages, protocol) ?? fallback;
}

/** AWS: values that are no strings are ignored. */
function textOf(messages: JsonObject, key: string): string | undefined {
  const value = Object.hasOwn(messages, key) ? messages[key] : undefined;
  return typeof value === "string" ? value : undefined;
}

function structureError(detail: string): NotificationError {
  return invalidParameter(`Message Structure - ${detail}`);
}

function checkAttribute(name: string, attribute: MessageAttribute): void {
  const { dataType, stringValue, binaryValue } = attribute;
  if (!isAttributeName(name)) {
    throw invalidValue(`The message attribute name '${name}' is invalid.`);
  }
  const type = DATA_TYPE.exec(dataType)?.[1];
  if (type === undefined) {
    throw invalidValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of ` +
        "supported type prefixes is Binary, Number, and String.",
    );
  }
  if ((type === "Binary" ? binaryValue : stringValue) === undefined) throw noValue(name, dataType);
  if (stringValue === "" || binaryValue === "") throw noValue(name, dataType);
  if (type === "Number" && !Number.isFinite(Number(stringValue))) {
    throw invalidValue(`Could not cast message attribute '${name}' value to number.`);
  }
}

function isAttributeName(name: string): boolean {
  return (
    utf8Bytes(name) <= ATTRIBUTE_NAME_BYTES_MAX &&
    /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(name) &&
    !/^(aws|amazon)\./i.test(name)
  );
}

function noValue(name: string, dataType: string): NotificationError {
  return invalidValue(
    `The message attribute '${name}' must contain non-empty message attribute value for ` +
      `message attribute type '${dataType}'.`,
  );
}

function invalidValue(text: string): NotificationError {
  return new NotificationError("ParameterValueInvalid", text);
}
