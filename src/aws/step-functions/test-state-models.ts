// What the results of AWS's services look like, for those services whose model is kept here. The results of
// others are not checked.

import { parseResource } from "../../asl/resource.ts";

export interface OutputModel {
  /** From operation (`putItem`) to the shape of its result. */
  readonly operations: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, OutputShape>>;
}

export interface OutputShape {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, string>>;
  /** Of a list. */
  readonly member?: string;
  /** Of a map. */
  readonly value?: string;
  readonly enum?: readonly string[];
  /** Of the length or the value. */
  readonly min?: number;
  readonly max?: number;
}

export interface OutputSchema {
  readonly model: OutputModel;
  /** The name of a shape. */
  readonly shape: string;
  /** Members that Step Functions makes something else of. */
  readonly unchecked: ReadonlySet<string>;
}

/** Each is read when it is first asked for. By the names of optimised and of SDK integrations. */
const MODELS: Readonly<Record<string, () => Promise<OutputModel>>> = {
  dynamodb: async () =>
    (await import("./generated/outputs/dynamodb.json", { with: { type: "json" } })).default,
  events: async () =>
    (await import("./generated/outputs/events.json", { with: { type: "json" } })).default,
  kms: async () =>
    (await import("./generated/outputs/kms.json", { with: { type: "json" } })).default,
  lambda: async () =>
    (await import("./generated/outputs/lambda.json", { with: { type: "json" } })).default,
  s3: async () => (await import("./generated/outputs/s3.json", { with: { type: "json" } })).default,
  secretsmanager: async () =>
    (await import("./generated/outputs/secretsmanager.json", { with: { type: "json" } })).default,
  sns: async () =>
    (await import("./generated/outputs/sns.json", { with: { type: "json" } })).default,
  sqs: async () =>
    (await import("./generated/outputs/sqs.json", { with: { type: "json" } })).default,
  states: async () =>
    (await import("./generated/outputs/states.json", { with: { type: "json" } })).default,
};

const OTHER_NAMES: Readonly<Record<string, string>> = { eventbridge: "events", sfn: "states" };

/** The operation whose answer is the result of a job. */
const POLLED: Readonly<Record<string, string>> = { "states:startExecution": "describeExecution" };

/** The function's own answer, and a child's input and output as JSON. */
const UNCHECKED: Readonly<Record<string, readonly string[]>> = {
  "lambda:invoke": ["Payload"],
  "states:describeExecution": ["Input", "Output", "StartDate", "StopDate"],
};

const NONE: ReadonlySet<string> = new Set();

export async function findOutputSchema(resource: string): Promise<OutputSchema | undefined> {
  const parsed = parseResource(resource);
  // Whoever holds a token gives whatever result.
  if (parsed?.kind !== "integration" || parsed.pattern === "waitForTaskToken") return undefined;
  const name = parsed.service.replace(/^aws-sdk:/, "");
  const service = OTHER_NAMES[name] ?? name;
  const isJob = parsed.pattern !== "requestResponse";
  const api = isJob ? POLLED[`${service}:${parsed.api}`] : parsed.api;
  const load = Object.hasOwn(MODELS, service) ? MODELS[service] : undefined;
  if (!load || api === undefined) return undefined;
  const model = await load();
  if (!Object.hasOwn(model.operations, api)) return undefined;
  const shape = model.operations[api];
  if (shape === undefined) return undefined;
  const isSdk = parsed.service !== name;
  const unchecked = isSdk ? undefined : UNCHECKED[`${service}:${api}`];
  return { model, shape, unchecked: unchecked ? new Set(unchecked) : NONE };
}
