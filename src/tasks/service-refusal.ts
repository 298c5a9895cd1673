// What a service's refusal is called as the error of a task. AWS runs its optimised integrations on version
// 1 of its SDK for Java and `aws-sdk:…` on version 2, and each has names and texts of its own.

import type { TaskAnswer } from "../engine/task-runner.ts";

/** A service has answered with an error. */
export interface ServiceRefusal {
  /** The error's name in the service's model: `NoSuchBucket`. */
  readonly name: string;
  /** Whether the model has it: others share the name of the service's own exception. */
  readonly isModelled: boolean;
  /** As it stood on the wire, where that differs from the name. */
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly requestId: string;
  readonly extendedRequestId?: string;
  readonly attempts: number;
}

type Failed = Extract<TaskAnswer, { readonly kind: "failed" }>;

/** Of an optimised integration. */
export interface OptimisedNames {
  /** Begins the errors: `DynamoDB`. */
  readonly prefix: string;
  /** In causes: `AmazonDynamoDBv2`. */
  readonly service: string;
  /** What errors are called that have no class of their own: `AmazonDynamoDBException`. */
  readonly exception: string;
}

export function optimisedFailure(names: OptimisedNames, refusal: ServiceRefusal): Failed {
  const { message, status, code, requestId } = refusal;
  const name = refusal.isModelled ? withException(refusal.name) : names.exception;
  return {
    kind: "failed",
    error: `${names.prefix}.${name}`,
    cause:
      `${message} (Service: ${names.service}; Status Code: ${status}; Error Code: ${code}; ` +
      `Request ID: ${requestId}; Proxy: null)`,
  };
}

/** @param service As the SDK for Java 2 calls it: `DynamoDb` */
export function sdkFailure(service: string, refusal: ServiceRefusal): Failed {
  const { message, status, requestId, extendedRequestId, attempts } = refusal;
  const name = refusal.isModelled ? withException(refusal.name) : `${service}Exception`;
  const extended =
    extendedRequestId === undefined ? "" : `, Extended Request ID: ${extendedRequestId}`;
  return {
    kind: "failed",
    error: `${service}.${name}`,
    cause:
      `${message} (Service: ${service}, Status Code: ${status}, Request ID: ${requestId}${extended}) ` +
      `(SDK Attempt Count: ${attempts})`,
  };
}

/** @param prefix Begins the error: `SQS`, `DynamoDb` */
export function unreachableFailure(prefix: string, reason: string): Failed {
  return { kind: "failed", error: `${prefix}.SdkClientException`, cause: reason };
}

function withException(name: string): string {
  return name.endsWith("Exception") ? name : `${name}Exception`;
}
