// Outputs and errors of the Query protocol as XML. The model names every element, so nothing but
// text content ever needs escaping, and no general XML library is called for.

import { defined } from "../../base/assert.ts";
import { getOwn, isJsonArray, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { ApiError } from "../api-error.ts";
import { type ServiceModel, shapeOf } from "./service-model.ts";

export function encodeResultXml(
  model: ServiceModel,
  operationName: string,
  output: JsonObject,
  requestId: string,
): string {
  const { output: shape, resultWrapper } = defined(
    model.operations[operationName],
    `operation ${operationName}`,
  );
  const result = shape === undefined ? "" : encodeValue(model, shape, output);
  return documentXml(
    model,
    `${operationName}Response`,
    (resultWrapper === undefined ? result : element(resultWrapper, result)) +
      element("ResponseMetadata", element("RequestId", requestId)),
  );
}

export function encodeErrorXml(model: ServiceModel, error: ApiError, requestId: string): string {
  const blame = error.status < 500 ? "Sender" : "Receiver";
  return documentXml(
    model,
    "ErrorResponse",
    element(
      "Error",
      element("Type", blame) +
        element("Code", escapeXml(error.code)) +
        element("Message", escapeXml(error.message)),
    ) + element("RequestId", requestId),
  );
}

function documentXml(model: ServiceModel, name: string, content: string): string {
  return `<${name} xmlns="${defined(model.xmlNamespace, "XML namespace")}">${content}</${name}>\n`;
}

function encodeValue(model: ServiceModel, shapeName: string, value: Json): string {
  const shape = shapeOf(model, shapeName);
  switch (shape.type) {
    case "structure":
      return Object.entries(shape.members ?? {})
        .map(([name, reference]) => {
          const member = isJsonObject(value) ? getOwn(value, name) : undefined;
          if (member === undefined || member === null) return "";
          return element(
            reference.locationName ?? name,
            encodeValue(model, reference.shape, member),
          );
        })
        .join("");
    case "list": {
      const member = defined(shape.member, "member of a list");
      return (isJsonArray(value) ? value : [])
        .map((item) =>
          element(member.locationName ?? "member", encodeValue(model, member.shape, item)),
        )
        .join("");
    }
    case "map":
      return encodeMap(model, shapeName, value);
    case "timestamp":
      return new Date(Number(value) * 1000).toISOString();
    default:
      return escapeXml(String(value));
  }
}

function encodeMap(model: ServiceModel, shapeName: string, value: Json): string {
  const shape = shapeOf(model, shapeName);
  const key = defined(shape.key, "key of a map");
  const item = defined(shape.value, "value of a map");
  return Object.entries(isJsonObject(value) ? value : {})
    .map(([name, entry]) =>
      element(
        "entry",
        element(key.locationName ?? "key", escapeXml(name)) +
          element(item.locationName ?? "value", encodeValue(model, item.shape, entry)),
      ),
    )
    .join("");
}

/** `content` is XML already. */
function element(name: string, content: string): string {
  return content === "" ? `<${name}/>` : `<${name}>${content}</${name}>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#xD;",
};

/** https://www.w3.org/TR/xml/#charsets; what is outside cannot be written, not even escaped. */
const NOT_XML = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function escapeXml(text: string): string {
  return text
    .replace(NOT_XML, "\ufffd")
    .replace(/[&<>"\r]/g, (character) => ESCAPES[character] ?? character);
}
