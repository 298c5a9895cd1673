// The optimised integrations that are one call of a service's operation and nothing else.

import type { Json } from "../base/json.ts";
import type { TaskRunner } from "../engine/task-runner.ts";
import type { CallAws } from "./call-aws.ts";
import { createOptimisedRunner, type OptimisedIntegration } from "./optimised-runner.ts";

/** What the SDK for Java 1 calls a service and its own exception. */
const INTEGRATIONS: Readonly<Record<string, OptimisedIntegration>> = {
  athena: integration("Athena", "AmazonAthena"),
  batch: integration("Batch", "AWSBatch"),
  bedrock: {
    ...integration("Bedrock", "AmazonBedrockRuntime"),
    sdkService: "bedrockruntime",
    toOutput: ({ Body, ...output }) => ({ ...output, Body: parseBody(Body) }),
  },
  codebuild: integration("CodeBuild", "AWSCodeBuild"),
  databrew: integration("DataBrew", "AWSGlueDataBrew"),
  dynamodb: {
    names: {
      prefix: "DynamoDB",
      service: "AmazonDynamoDBv2",
      exception: "AmazonDynamoDBException",
    },
  },
  ecs: integration("ECS", "AmazonECS"),
  "emr-containers": {
    ...integration("EMRContainers", "AmazonEMRContainers"),
    sdkService: "emrcontainers",
  },
  "emr-serverless": {
    ...integration("EMRServerless", "AWSEMRServerless"),
    sdkService: "emrserverless",
  },
  glue: integration("Glue", "AWSGlue"),
  mediaconvert: integration("MediaConvert", "AWSMediaConvert"),
  sagemaker: integration("SageMaker", "AmazonSageMaker"),
  sqs: integration("SQS", "AmazonSQS"),
};

function integration(prefix: string, service: string): OptimisedIntegration {
  return { names: { prefix, service, exception: `${service}Exception` } };
}

/** What a model answers is JSON, as a rule. */
function parseBody(body: Json | undefined): Json {
  try {
    return JSON.parse(String(body)) as Json;
  } catch {
    return body ?? null;
  }
}

/** By `service:*`. */
export function createOptimisedRunners(
  callAws: CallAws,
): readonly (readonly [string, TaskRunner])[] {
  return Object.entries(INTEGRATIONS).map(([service, each]) => [
    `${service}:*`,
    createOptimisedRunner(callAws, each),
  ]);
}
