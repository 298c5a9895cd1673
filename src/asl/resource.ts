// What the Resource of a Task state names.
// https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html

export type IntegrationPattern = "requestResponse" | "sync" | "sync:2" | "waitForTaskToken";

export type Resource =
  | {
      readonly kind: "integration";
      /** `sns`, `aws-sdk:s3`. */
      readonly service: string;
      /** `publish`. */
      readonly api: string;
      readonly pattern: IntegrationPattern;
      /** As history events show it: `publish.waitForTaskToken`. */
      readonly resourceName: string;
      /** As history events show it: `sns`, `aws-sdk:s3`. */
      readonly resourceType: string;
    }
  | { readonly kind: "lambda"; readonly arn: string }
  | { readonly kind: "activity"; readonly arn: string };

const LAMBDA = /^arn:aws[\w-]*:lambda:[\w-]+:[\w-]+:function:[\w-]+(?::[\w$-]+)?$/;
const ACTIVITY = /^arn:aws[\w-]*:states:[\w-]+:\d{12}:activity:[^\s:]+$/;
const INTEGRATION =
  /^arn:aws[\w-]*:states:[\w-]*:\d*:(aws-sdk:[a-z0-9]+|[a-z-]+):([a-zA-Z0-9]+)(?:\.(sync|sync:2|waitForTaskToken))?$/;

/** Every attempt of every task asks. A full memory starts anew: machines have few resources. */
const KNOWN_MAX = 1_000;
const known = new Map<string, Resource>();

/** `undefined` when it is nothing that a state machine could call. */
export function parseResource(arn: string): Resource | undefined {
  const found = known.get(arn);
  if (found) return found;
  const resource = parse(arn);
  if (!resource) return undefined;
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(arn, resource);
  return resource;
}

function parse(arn: string): Resource | undefined {
  if (LAMBDA.test(arn)) return { kind: "lambda", arn };
  if (ACTIVITY.test(arn)) return { kind: "activity", arn };
  const [, service, api, suffix] = INTEGRATION.exec(arn) ?? [];
  if (service === undefined || api === undefined || !mayFollow(service, suffix)) return undefined;
  return {
    kind: "integration",
    service,
    api,
    pattern: (suffix ?? "requestResponse") as IntegrationPattern,
    resourceName: suffix === undefined ? api : `${api}.${suffix}`,
    resourceType: service,
  };
}

const NEITHER: readonly string[] = [];
const JOB = ["sync"];
const TOKEN = ["waitForTaskToken"];

/** Which patterns beyond request and response each optimised integration has. */
const PATTERNS: ReadonlyMap<string, readonly string[]> = new Map([
  ["apigateway", TOKEN],
  ["athena", JOB],
  ["batch", JOB],
  ["bedrock", [...JOB, ...TOKEN]],
  ["bedrockagentcore", NEITHER],
  ["codebuild", JOB],
  ["databrew", JOB],
  ["dynamodb", NEITHER],
  ["ecs", [...JOB, ...TOKEN]],
  ["eks", [...JOB, ...TOKEN]],
  ["elasticmapreduce", JOB],
  ["emr-containers", JOB],
  ["emr-serverless", JOB],
  ["events", TOKEN],
  ["glue", JOB],
  ["http", NEITHER],
  ["lambda", TOKEN],
  ["mediaconvert", JOB],
  ["sagemaker", JOB],
  ["sns", TOKEN],
  ["sqs", TOKEN],
  ["states", ["sync", "sync:2", "waitForTaskToken"]],
]);

function mayFollow(service: string, suffix: string | undefined): boolean {
  const patterns = service.startsWith("aws-sdk:") ? TOKEN : PATTERNS.get(service);
  return patterns !== undefined && (suffix === undefined || patterns.includes(suffix));
}
