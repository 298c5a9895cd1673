// Calls operations of AWS's services, or of whatever speaks like them, through AWS's own SDK. Credentials,
// profiles and endpoints are found as every AWS SDK finds them: `AWS_ACCESS_KEY_ID`, `AWS_PROFILE`,
// `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_SQS`, roles of the machine.
// https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html

import { isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import type { TaskCall } from "../engine/task-runner.ts";
import {
  type AwsClient,
  type AwsCommand,
  type ClientModule,
  loadClientModule,
  MissingPackageError,
} from "./aws-sdk/client-module.ts";
import { failureOf } from "./aws-sdk/failure-of.ts";
import { fromResponse } from "./aws-sdk/from-response.ts";
import type { HttpAnswer } from "./aws-sdk/http-metadata.ts";
import { javaName } from "./aws-sdk/java-name.ts";
import { toRequest } from "./aws-sdk/to-request.ts";
import type { ServiceRefusal } from "./service-refusal.ts";
import { uuidOfTask } from "./task-uuid.ts";

export interface AwsSettings {
  readonly region: string;
  /** Buckets stand in the path of S3's URLs: what stands in for AWS has no host name for each of them. */
  readonly isS3PathStyle: boolean;
}

export interface AwsRequest {
  /** As a resource names it: `dynamodb`. */
  readonly service: string;
  /** In camelCase. */
  readonly api: string;
  /** Members in PascalCase; those that are null count as not given. */
  readonly parameters: Json;
  /** What it is for; the same task asks twice only after a crash. */
  readonly task: Pick<TaskCall, "executionId" | "task">;
  /** @default that of the settings */
  readonly region?: string;
  readonly signal?: AbortSignal | undefined;
}

/** `service` is what the SDK for Java 2 calls it: `DynamoDb`. */
export type AwsAnswer =
  | {
      readonly kind: "answered";
      /** Members in PascalCase. */
      readonly output: JsonObject;
      readonly http: HttpAnswer;
    }
  | { readonly kind: "refused"; readonly service: string; readonly refusal: ServiceRefusal }
  | { readonly kind: "unreachable"; readonly service: string; readonly reason: string }
  /** No request can be made of the parameters; in AWS's words. */
  | { readonly kind: "unusable"; readonly problems: readonly string[] }
  /** For the operator of this server, in one sentence. */
  | { readonly kind: "unavailable"; readonly reason: string };

export type CallAws = (request: AwsRequest) => Promise<AwsAnswer>;

export function createCallAws(settings: AwsSettings): CallAws {
  const modules = new Map<string, Promise<ClientModule>>();
  const clients = new Map<string, AwsClient>();

  async function moduleOf(service: string): Promise<ClientModule> {
    const loading = modules.get(service) ?? loadClientModule(service);
    modules.set(service, loading);
    // A package may be installed while the server runs.
    loading.catch(() => modules.delete(service));
    return loading;
  }

  function clientOf(service: string, region: string, { createClient }: ClientModule): AwsClient {
    const key = `${service} ${region}`;
    const client = clients.get(key) ?? createClient(clientSettings(service, region, settings));
    clients.set(key, client);
    return client;
  }

  return async (request) => {
    const { service, api, region = settings.region } = request;
    try {
      const module = await moduleOf(service);
      const Command = module.findCommand(api);
      if (!Command) return { kind: "unavailable", reason: `${service} has no operation '${api}'.` };
      return await callWith(request, module, clientOf(service, region, module), Command);
    } catch (error) {
      if (error instanceof MissingPackageError) return missingPackage(service, error);
      throw error;
    }
  };
}

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 60_000;
/** A function may take 15 minutes. */
const FUNCTION_TIMEOUT_MS = 15 * 60_000 + 5_000;

/** AWS leaves it to the workflow to call a function once more. */
const ATTEMPTS = 3;

function clientSettings(service: string, region: string, settings: AwsSettings): object {
  const isLambda = service === "lambda";
  return {
    region,
    maxAttempts: isLambda ? 1 : ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: isLambda ? FUNCTION_TIMEOUT_MS : ANSWER_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
    logger: SILENT,
    ...(service === "s3" && { forcePathStyle: settings.isS3PathStyle }),
  };
}

const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

async function callWith(
  request: AwsRequest,
  module: ClientModule,
  client: AwsClient,
  Command: new (input: object) => AwsCommand,
): Promise<AwsAnswer> {
  const { service } = request;
  const { serviceId } = client.config;
  const blobs = serviceId === "DynamoDB" ? "base64" : "text";
  const { schema } = new Command({});
  if (!schema)
    return { kind: "unavailable", reason: `The installed client of ${service} is too old.` };
  const [, , , , inputSchema, outputSchema] = schema;
  // Loaded with the first call: most servers make none.
  const { NormalizedSchema } = await import("@smithy/core/schema");
  const schemaOf = (part: unknown) =>
    NormalizedSchema.of(part as Parameters<typeof NormalizedSchema.of>[0]);
  const { input, problems } = toRequest(
    schemaOf(inputSchema),
    isJsonObject(request.parameters) ? request.parameters : {},
    { blobs, idempotencyToken: uuidOfTask(request.task) },
  );
  if (problems.length > 0) return { kind: "unusable", problems };
  try {
    const command = new Command(input);
    const http = captureHttp(command);
    const { signal } = request;
    const response = await client.send(command, signal ? { abortSignal: signal } : {});
    const output = await fromResponse(schemaOf(outputSchema), response, blobs);
    return { kind: "answered", output, http: http() };
  } catch (error) {
    return { service: javaName(serviceId), ...failureOf(error, module.isModelled) };
  }
}

/** Answers a function that tells what the command was answered with. */
function captureHttp(command: AwsCommand): () => HttpAnswer {
  let answer: HttpAnswer = { status: 0, headers: {}, requestId: "" };
  const middleware =
    (next: (args: unknown) => Promise<CapturedResult>) => async (args: unknown) => {
      const result = await next(args);
      const { statusCode, headers } = result.response;
      answer = { status: statusCode, headers, requestId: requestIdOf(result) };
      return result;
    };
  command.middlewareStack.add(middleware, { step: "deserialize", name: "captureHttp" });
  return () => answer;
}

interface CapturedResult {
  readonly response: {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
  };
  readonly output?: { readonly $metadata?: { readonly requestId?: string } };
}

function requestIdOf({ response: { headers }, output }: CapturedResult): string {
  return output?.$metadata?.requestId ?? headers["x-amzn-requestid"] ?? "";
}

function missingPackage(service: string, { packageName }: MissingPackageError): AwsAnswer {
  return {
    kind: "unavailable",
    reason:
      `Calls of ${service} need the package ${packageName}, which is not installed beside this ` +
      `server: npm install ${packageName}`,
  };
}
