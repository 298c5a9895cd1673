// AWS JSON 1.0: the operation is named by the header X-Amz-Target, input and output are JSON objects.
// An answer of this protocol is always JSON, whatever went wrong; details of bugs stay in the log.
// https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html

import type { Json, JsonObject } from "../../base/json.ts";
import type { Log } from "../../telemetry/log.ts";
import { ApiError } from "../api-error.ts";
import type { Caller, Operation } from "../operation.ts";
import { checkInput, type ServiceModel, violationsText, WrongTypeError } from "./service-model.ts";
import type { Authenticator } from "./signature-v4.ts";
import {
  findHeader,
  newRequestId,
  toApiError,
  type WireAnswer,
  type WireHandler,
  type WireRequest,
} from "./wire.ts";

export interface AwsJsonService {
  readonly model: ServiceModel;
  readonly operations: ReadonlyMap<string, Operation>;
  /** Stands before `#` in the type of the service's own errors. */
  readonly errorNamespace: string;
  readonly authenticate: Authenticator;
  readonly log: Log;
}

/**
 * AWS takes 1 MiB of definition and says so itself; JSON may write one such character as six (`\u00e9`).
 */
const BODY_BYTES_MAX = 8 * 1024 * 1024;

export function createAwsJsonHandler(service: AwsJsonService): WireHandler {
  return async (request) => {
    const requestId = newRequestId();
    const operationName = operationOf(service.model, request);
    try {
      const output = await callOperation(service, operationName, request);
      return answer(200, requestId, output);
    } catch (error) {
      return encodeError(
        service.errorNamespace,
        toApiError(error, { log: service.log, operation: operationName, requestId }),
        requestId,
      );
    }
  };
}

/** Whether a request means this service; which of its operations is decided later. */
export function isTargetOf(model: ServiceModel, request: WireRequest): boolean {
  return findHeader(request, "x-amz-target")?.startsWith(`${model.targetPrefix}.`) ?? false;
}

/** The answer in this protocol to a request that no service took. */
export function unknownTargetAnswer(): WireAnswer {
  const error = new ApiError("UnknownOperationException", "The operation is not known.");
  return encodeError(FRAMEWORK, error, newRequestId());
}

/** The answer in this protocol to a body that was not read to its end. */
export function oversizedJsonAnswer(): WireAnswer {
  return encodeError(FRAMEWORK, tooLarge(), newRequestId());
}

/** The answer in this protocol to a request that was not taken on. */
export function throttledJsonAnswer(): WireAnswer {
  return encodeError(
    FRAMEWORK,
    new ApiError("ThrottlingException", "Rate exceeded"),
    newRequestId(),
  );
}

async function callOperation(
  service: AwsJsonService,
  operationName: string,
  request: WireRequest,
): Promise<JsonObject> {
  if (request.body.byteLength > BODY_BYTES_MAX) throw tooLarge();
  const caller = { ...(await service.authenticate(request)), ...overrideReasonOf(request) };
  if (!Object.hasOwn(service.model.operations, operationName)) {
    throw new ApiError("UnknownOperationException", "The operation is not known.");
  }
  const operation = service.operations.get(operationName);
  if (operation === undefined) {
    throw new ApiError(
      "UnknownOperationException",
      `${operationName} is not supported by this version.`,
    );
  }
  const input = readInput(service.model, operationName, parseBody(request.body));
  return operation(input, caller, request);
}

const REASON_CHARACTERS_MAX = 1_000;

function overrideReasonOf(request: WireRequest): Pick<Caller, "overrideReason"> {
  const overrideReason = findHeader(request, "countersign-override-reason")?.trim();
  return overrideReason ? { overrideReason: overrideReason.slice(0, REASON_CHARACTERS_MAX) } : {};
}

function operationOf(model: ServiceModel, request: WireRequest): string {
  const target = findHeader(request, "x-amz-target") ?? "";
  return target.slice(`${model.targetPrefix}.`.length);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function parseBody(body: Uint8Array): Json {
  if (body.byteLength === 0) return {};
  try {
    return JSON.parse(utf8.decode(body)) as Json;
  } catch {
    // The parser's own text would quote from the payload.
    throw new ApiError("SerializationException", "The request body is not valid JSON.");
  }
}

function readInput(model: ServiceModel, operationName: string, body: Json): JsonObject {
  try {
    const { input, violations } = checkInput(model, operationName, body);
    if (violations.length === 0) return input;
    throw new ApiError("ValidationException", violationsText(violations));
  } catch (error) {
    if (error instanceof WrongTypeError) {
      throw new ApiError("SerializationException", error.message);
    }
    throw error;
  }
}

function tooLarge(): ApiError {
  return new ApiError("RequestEntityTooLargeException", "The request is too large.", {
    status: 413,
  });
}

const FRAMEWORK = "com.amazon.coral.service";

/** Errors of AWS's own framework, whichever service is called. */
const FRAMEWORK_NAMESPACES: Readonly<Record<string, string>> = {
  ValidationException: "com.amazon.coral.validate",
  SerializationException: FRAMEWORK,
  ThrottlingException: "com.amazon.coral.availability",
  UnknownOperationException: FRAMEWORK,
  InternalFailure: FRAMEWORK,
  ServiceUnavailable: FRAMEWORK,
  RequestEntityTooLargeException: FRAMEWORK,
  MissingAuthenticationTokenException: FRAMEWORK,
  IncompleteSignatureException: FRAMEWORK,
  InvalidSignatureException: FRAMEWORK,
  UnrecognizedClientException: FRAMEWORK,
  AccessDeniedException: FRAMEWORK,
};

/** What the errors of authenticators, named as in the Query protocol, are called in this one. */
const CALLER_ERRORS: Readonly<Record<string, string>> = {
  MissingAuthenticationToken: "MissingAuthenticationTokenException",
  IncompleteSignature: "IncompleteSignatureException",
  SignatureDoesNotMatch: "InvalidSignatureException",
  InvalidClientTokenId: "UnrecognizedClientException",
  AccessDenied: "AccessDeniedException",
};

function encodeError(errorNamespace: string, error: ApiError, requestId: string): WireAnswer {
  const callerError = CALLER_ERRORS[error.code];
  const code = callerError ?? error.code;
  const namespace = FRAMEWORK_NAMESPACES[code] ?? errorNamespace;
  return answer(callerError === undefined ? error.status : 400, requestId, {
    __type: `${namespace}#${code}`,
    message: error.message,
    ...error.members,
  });
}

function answer(status: number, requestId: string, output: JsonObject): WireAnswer {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": requestId },
    body: JSON.stringify(output),
  };
}
