// The AWS Query protocol: input as form fields (`Tags.member.1.Key=k`), output as XML, both laid out by
// the service model. POST with a form may call every operation, GET with a query string only those that a
// link in a message stands for: a GET is what anybody's scanner sends.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html

import type { Json, JsonObject } from "../../base/json.ts";
import type { Log } from "../../telemetry/log.ts";
import { ApiError } from "../api-error.ts";
import type { Caller, Operation } from "../operation.ts";
import { decodeForm } from "./query-form.ts";
import { encodeErrorXml, encodeResultXml } from "./query-xml.ts";
import { checkInput, type ServiceModel, violationsText, WrongTypeError } from "./service-model.ts";
import { type Authenticator, isSigned } from "./signature-v4.ts";
import {
  findHeader,
  newRequestId,
  toApiError,
  type WireAnswer,
  type WireHandler,
  type WireRequest,
} from "./wire.ts";

export interface AwsQueryService {
  readonly model: ServiceModel;
  readonly operations: ReadonlyMap<string, Operation>;
  /**
   * What a link may do: the only operations that GET calls, and those that need no signature since
   * their input is proof enough. The same names may do more in `operations`.
   */
  readonly linkOperations: ReadonlyMap<string, Operation>;
  readonly authenticate: Authenticator;
  readonly log: Log;
}

/** The largest input is a batch of 256 KiB, of which a form may write every byte as three. */
const BODY_BYTES_MAX = 4 * 1024 * 1024;
const FORM_TYPE = "application/x-www-form-urlencoded";

export function createAwsQueryHandler(service: AwsQueryService): WireHandler {
  return async (request) => {
    const requestId = newRequestId();
    const form = parseForm(request);
    const operationName = form.get("Action") ?? "";
    try {
      const output = await callOperation(service, operationName, { request, form });
      return answer(
        200,
        requestId,
        encodeResultXml(service.model, operationName, output, requestId),
      );
    } catch (error) {
      const apiError = toApiError(error, { log: service.log, operation: operationName, requestId });
      return answer(apiError.status, requestId, encodeErrorXml(service.model, apiError, requestId));
    }
  };
}

/** Whether a request speaks this protocol; whether it names a known operation is decided later. */
export function isQueryRequest(request: WireRequest): boolean {
  const isForm = findHeader(request, "content-type")?.startsWith(FORM_TYPE) ?? false;
  return (isForm && request.method === "POST") || formOfUrl(request).has("Action");
}

/** The answer in this protocol to a body that was not read to its end. */
export function oversizedQueryAnswer(model: ServiceModel): WireAnswer {
  const requestId = newRequestId();
  const error = tooLarge();
  return answer(error.status, requestId, encodeErrorXml(model, error, requestId));
}

/** The answer in this protocol to a request that was not taken on. */
export function throttledQueryAnswer(model: ServiceModel): WireAnswer {
  const requestId = newRequestId();
  const error = new ApiError("Throttling", "Rate exceeded");
  return answer(error.status, requestId, encodeErrorXml(model, error, requestId));
}

/** The fields of a request, those of the URL before those of the body. */
function parseForm(request: WireRequest): URLSearchParams {
  const form = formOfUrl(request);
  if (request.method !== "POST" || request.body.byteLength > BODY_BYTES_MAX) return form;
  for (const [name, value] of new URLSearchParams(new TextDecoder().decode(request.body))) {
    form.append(name, value);
  }
  return form;
}

function formOfUrl(request: WireRequest): URLSearchParams {
  const start = request.url.indexOf("?");
  return new URLSearchParams(start < 0 ? "" : request.url.slice(start));
}

async function callOperation(
  service: AwsQueryService,
  operationName: string,
  call: { readonly request: WireRequest; readonly form: URLSearchParams },
): Promise<JsonObject> {
  if (call.request.body.byteLength > BODY_BYTES_MAX) throw tooLarge();
  const caller = await authenticate(service, operationName, call.request);
  const isLink = call.request.method === "GET";
  const operations = isLink ? service.linkOperations : service.operations;
  const operation = operations.get(operationName);
  if (operation === undefined) {
    if (service.operations.has(operationName)) throw notByLink(operationName);
    throw unknownOperation(service.model, operationName, call.form);
  }
  return operation(readInput(service.model, operationName, call.form), caller);
}

async function authenticate(
  service: AwsQueryService,
  operationName: string,
  request: WireRequest,
): Promise<Caller> {
  if (service.linkOperations.has(operationName) && !isSigned(request)) {
    return { name: "anonymous" };
  }
  return service.authenticate(request);
}

function notByLink(name: string): ApiError {
  return new ApiError("InvalidAction", `${name} cannot be called by GET: use POST.`);
}

function unknownOperation(model: ServiceModel, name: string, form: URLSearchParams): ApiError {
  if (name === "") return new ApiError("MissingAction", "The request names no Action.");
  if (Object.hasOwn(model.operations, name)) {
    return new ApiError("InvalidAction", `${name} is not supported by this version.`);
  }
  const version = form.get("Version") ?? model.apiVersion;
  return new ApiError(
    "InvalidAction",
    `Could not find operation ${name.slice(0, 128)} for version ${version.slice(0, 32)}`,
  );
}

function readInput(model: ServiceModel, operationName: string, form: URLSearchParams): JsonObject {
  try {
    const decoded: Json = decodeForm(model, operationName, form);
    const { input, violations } = checkInput(model, operationName, decoded);
    if (violations.length === 0) return input;
    throw new ApiError("ValidationError", violationsText(violations));
  } catch (error) {
    if (error instanceof WrongTypeError) throw new ApiError("MalformedInput", error.message);
    throw error;
  }
}

function tooLarge(): ApiError {
  return new ApiError("RequestEntityTooLarge", "The request is too large.", { status: 413 });
}

function answer(status: number, requestId: string, body: string): WireAnswer {
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body,
  };
}
