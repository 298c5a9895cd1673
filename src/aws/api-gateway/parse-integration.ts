// `x-amazon-apigateway-integration` of one method.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html

import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import { type MappingTemplate, parseMappingTemplate } from "./mapping-template.ts";
import type { Integration, IntegrationAction, IntegrationResponse } from "./rest-api.ts";

type Refuse = (message: string) => void;

/** Without effect here: who AWS calls as, and how it gets there. */
const WITHOUT_EFFECT = [
  "cacheKeyParameters",
  "cacheNamespace",
  "connectionType",
  "credentials",
  "httpMethod",
  "timeoutInMillis",
];
const KEYS = [
  ...WITHOUT_EFFECT,
  "passthroughBehavior",
  "requestTemplates",
  "responses",
  "type",
  "uri",
];
const PASSTHROUGH = ["when_no_match", "when_no_templates", "never"] as const;
const STATES_ACTION = /:states:action\/([A-Za-z]+)$/;

export function parseIntegration(extension: JsonObject, refuse: Refuse): Integration | undefined {
  for (const key of Object.keys(extension)) {
    if (!KEYS.includes(key)) refuse(`${key} of an integration is not supported`);
  }
  const action = parseAction(extension, refuse);
  const passthrough = parsePassthrough(extension["passthroughBehavior"], refuse);
  const requestTemplates = parseTemplates(extension["requestTemplates"], refuse);
  const responses = parseResponses(extension["responses"], refuse);
  return action && { action, passthrough, requestTemplates, responses };
}

function parseAction(extension: JsonObject, refuse: Refuse): IntegrationAction | undefined {
  const type = String(extension["type"]).toLowerCase();
  if (type === "mock") return { kind: "mock" };
  if (type !== "aws") {
    refuse(`Integration type ${String(extension["type"])} is not supported, only aws and mock are`);
    return undefined;
  }
  const uri = extension["uri"];
  const operation = typeof uri === "string" ? STATES_ACTION.exec(uri)?.[1] : undefined;
  if (operation !== undefined) return { kind: "states", operation };
  refuse("The uri of an integration must end in states:action/ and an operation of Step Functions");
  return undefined;
}

function parsePassthrough(value: Json | undefined, refuse: Refuse): Integration["passthrough"] {
  // AWS: the default of imported documents.
  if (value === undefined) return "when_no_match";
  const known = PASSTHROUGH.find((name) => name === String(value).toLowerCase());
  if (known === undefined) refuse(`passthroughBehavior ${String(value)} is not known`);
  return known ?? "never";
}

function parseTemplates(
  value: Json | undefined,
  refuse: Refuse,
): ReadonlyMap<string, MappingTemplate> {
  const templates = new Map<string, MappingTemplate>();
  for (const [type, text] of Object.entries(isJsonObject(value) ? value : {})) {
    const parsed = parseMappingTemplate(typeof text === "string" ? text : "");
    if (typeof text !== "string") refuse(`The template for ${type} must be text`);
    if (parsed.kind === "parsed") templates.set(type.toLowerCase(), parsed.template);
    else refuse(`The template for ${type}: ${parsed.message}`);
  }
  return templates;
}

function parseResponses(value: Json | undefined, refuse: Refuse): readonly IntegrationResponse[] {
  const entries = Object.entries(isJsonObject(value) ? value : {});
  return entries.flatMap(([key, response]) => {
    if (!isJsonObject(response)) {
      refuse(`Response ${key} must be an object`);
      return [];
    }
    const status = Number(response["statusCode"]);
    if (!Number.isInteger(status) || status < 200 || status > 599) {
      refuse(`statusCode of response ${key} must be a number from 200 to 599`);
      return [];
    }
    const headers = parseHeaders(response["responseParameters"], refuse);
    const templates = parseTemplates(response["responseTemplates"], refuse);
    return [{ pattern: parsePattern(key, refuse), status, templates, headers }];
  });
}

function parsePattern(key: string, refuse: Refuse): RegExp | undefined {
  if (key === "default") return undefined;
  try {
    return new RegExp(`^(?:${key})$`);
  } catch {
    refuse(`Response ${key} is no regular expression`);
    return undefined;
  }
}

const HEADER_PARAMETER = /^method\.response\.header\.([A-Za-z0-9-]+)$/;
const STATIC_VALUE = /^'([^'\r\n]*)'$/;

/** Responses set headers to fixed values; values taken from elsewhere are refused. */
function parseHeaders(value: Json | undefined, refuse: Refuse): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [key, source] of Object.entries(isJsonObject(value) ? value : {})) {
    const name = HEADER_PARAMETER.exec(key)?.[1];
    const text = STATIC_VALUE.exec(String(source))?.[1];
    if (name !== undefined && text !== undefined) headers[name.toLowerCase()] = text;
    else refuse(`responseParameters ${key}: only headers with a fixed 'value' are supported`);
  }
  return headers;
}
