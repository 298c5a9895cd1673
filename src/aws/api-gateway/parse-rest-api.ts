// An OpenAPI 3 or Swagger 2 document with API Gateway's extensions to a REST API, or to everything in it
// that this server cannot do. Schemas, models and documentation are not looked at.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html

import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import { parseIntegration } from "./parse-integration.ts";
import type { PathSegment, RestApi, RestMethod } from "./rest-api.ts";

export interface ApiProblem {
  readonly message: string;
  /** Where in the document, for people: `/approval get`. */
  readonly place: string;
}

export interface ParsedRestApi {
  /** Whatever could be understood. */
  readonly api: RestApi;
  readonly problems: readonly ApiProblem[];
}

const HTTP_METHODS = ["get", "put", "post", "delete", "options", "head", "patch"];
const ANY = "x-amazon-apigateway-any-method";
const INTEGRATION = "x-amazon-apigateway-integration";
/** Parts of a path that describe and do nothing. */
const DESCRIPTIVE = ["summary", "description", "parameters", "servers"];
/** They decide who may call. To accept them without enforcing them would open what is meant closed. */
const GUARDS = ["x-amazon-apigateway-policy", "x-amazon-apigateway-authorizer", "security"];

export function parseRestApi(document: Json): ParsedRestApi {
  const problems: ApiProblem[] = [];
  const refuse: RefuseAt = (message, place) => problems.push({ message, place });
  const root = isJsonObject(document) ? document : {};
  const isKnown = root["swagger"] === "2.0" || /^3\.\d/.test(String(root["openapi"]));
  if (!isKnown) refuse("The document must be OpenAPI 3 or Swagger 2.0", "document");
  checkGuards(root, "document", refuse);
  const paths = root["paths"];
  if (isKnown && !isJsonObject(paths)) refuse("The document has no paths", "document");
  const methods = Object.entries(isJsonObject(paths) ? paths : {}).flatMap(([path, item]) =>
    path.startsWith("x-") ? [] : parsePath(path, item, refuse),
  );
  if (isJsonObject(paths) && methods.length === 0 && problems.length === 0) {
    refuse("The document has no method with an integration", "paths");
  }
  return { api: { methods }, problems };
}

type RefuseAt = (message: string, place: string) => void;

function checkGuards(part: JsonObject, place: string, refuse: RefuseAt): void {
  for (const guard of GUARDS) {
    const value = part[guard];
    const isEmpty = Array.isArray(value) && value.length === 0;
    if (value !== undefined && !isEmpty) refuse(`${guard} is not supported`, place);
  }
}

function parsePath(path: string, item: Json, refuse: RefuseAt): readonly RestMethod[] {
  if (!isJsonObject(item)) {
    refuse("A path must be an object", path);
    return [];
  }
  const segments = parseSegments(path);
  if (segments === undefined) {
    refuse("A path begins with a slash; {parameters} are whole segments", path);
    return [];
  }
  return Object.entries(item).flatMap(([key, operation]) => {
    if (DESCRIPTIVE.includes(key)) return [];
    const httpMethod = key === ANY ? "ANY" : key.toUpperCase();
    const place = `${path} ${httpMethod === "ANY" ? "any method" : key}`;
    if (key !== ANY && !HTTP_METHODS.includes(key)) {
      refuse(`${key} is not supported`, path);
      return [];
    }
    const method = { httpMethod, resourcePath: path, segments };
    return parseMethod(method, operation, (message) => refuse(message, place));
  });
}

function parseMethod(
  method: Omit<RestMethod, "integration">,
  operation: Json,
  refuse: (message: string) => void,
): readonly RestMethod[] {
  const extension = isJsonObject(operation) ? operation[INTEGRATION] : undefined;
  if (!isJsonObject(operation) || !isJsonObject(extension)) {
    refuse(`${INTEGRATION} is missing`);
    return [];
  }
  checkGuards(operation, "", refuse);
  const integration = parseIntegration(extension, refuse);
  return integration === undefined ? [] : [{ ...method, integration }];
}

function parseSegments(path: string): readonly PathSegment[] | undefined {
  if (!path.startsWith("/")) return undefined;
  const texts = path.split("/").filter((text) => text !== "");
  const segments = texts.map((text) => parseSegment(text));
  const restAt = segments.findIndex((segment) => segment?.kind === "rest");
  if (restAt >= 0 && restAt < segments.length - 1) return undefined;
  const known = segments.filter((segment) => segment !== undefined);
  return known.length === segments.length ? known : undefined;
}

function parseSegment(text: string): PathSegment | undefined {
  const name = /^\{([A-Za-z0-9._:-]+)(\+?)\}$/.exec(text);
  if (name !== null) return { kind: name[2] === "+" ? "rest" : "parameter", name: name[1] ?? "" };
  return /[{}]/.test(text) ? undefined : { kind: "literal", text };
}
