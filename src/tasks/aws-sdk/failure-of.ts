// What a client of the AWS SDK throws, told apart: a service that has refused, and one that was not reached
// or not understood.

import type { ServiceRefusal } from "../service-refusal.ts";

export type CallFailure =
  | { readonly kind: "refused"; readonly refusal: ServiceRefusal }
  | { readonly kind: "unreachable"; readonly reason: string };

interface Metadata {
  readonly httpStatusCode?: number;
  readonly requestId?: string;
  readonly extendedRequestId?: string;
  readonly attempts?: number;
}

/** What errors of a service, of HTTP and of the system may have. */
interface SdkError extends Error {
  readonly $metadata?: Metadata;
  /** Of services that spoke the Query protocol once: the code that it had. */
  readonly Error?: { readonly Code?: string };
  readonly code?: string;
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: number;
}

export function failureOf(error: unknown, isModelled: (error: Error) => boolean): CallFailure {
  if (!(error instanceof Error)) return { kind: "unreachable", reason: String(error) };
  const { $metadata } = error as SdkError;
  if ($metadata?.httpStatusCode !== undefined) {
    return { kind: "refused", refusal: refusalOf(error, $metadata, isModelled(error)) };
  }
  return { kind: "unreachable", reason: reasonOf(error) };
}

function refusalOf(error: SdkError, metadata: Metadata, isModelled: boolean): ServiceRefusal {
  const { httpStatusCode = 0, requestId = "null", extendedRequestId, attempts = 1 } = metadata;
  return {
    name: error.name,
    isModelled,
    code: error.Error?.Code ?? error.name,
    message: error.message,
    status: httpStatusCode,
    requestId,
    attempts,
    ...(extendedRequestId !== undefined && { extendedRequestId }),
  };
}

/** In the words of the SDK for Java. The client refuses some requests and answers by itself. */
function reasonOf({ name, code, hostname, address, port, message }: SdkError): string {
  if (name === "CredentialsProviderError") {
    return "Unable to load AWS credentials from any provider in the chain";
  }
  if (name === "TimeoutError") return "Unable to execute HTTP request: Read timed out";
  if (name === "AbortError") return "Unable to execute HTTP request: Request aborted";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return `Unable to execute HTTP request: ${hostname}: Name or service not known`;
  }
  if (code === "ECONNREFUSED") {
    return `Unable to execute HTTP request: Connect to ${address}:${port} failed: Connection refused`;
  }
  return code === undefined ? message : `Unable to execute HTTP request: ${message}`;
}
