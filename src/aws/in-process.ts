// The server's own services as Task states call them: without a network, and in the style of AWS's SDK for
// Java, whose members are in PascalCase whatever the API calls them.

import { randomUUID } from "node:crypto";
import { isoInstant } from "../base/instant.ts";
import { isJsonArray, isJsonObject, type Json, type JsonObject, setOwn } from "../base/json.ts";
import type { Store } from "../store/store.ts";
import type { CallOwn, OwnAnswer, OwnRequest } from "../tasks/call-own.ts";
import { ApiError } from "./api-error.ts";
import type { Operation } from "./operation.ts";
import {
  checkInput,
  type ServiceModel,
  type Shape,
  shapeOf,
  violationsText,
  WrongTypeError,
} from "./protocols/service-model.ts";
import snsModel from "./sns/generated/model.json" with { type: "json" };
import { describeChildExecution } from "./step-functions/describe-execution.ts";
import stepFunctionsModel from "./step-functions/generated/model.json" with { type: "json" };
import type { RedrivableDeps } from "./step-functions/redrivable.ts";
import {
  type StartExecutionDeps,
  type StartExecutionInput,
  startChildExecution,
} from "./step-functions/start-execution.ts";

export interface InProcessDeps extends StartExecutionDeps {
  readonly store: StartExecutionDeps["store"] &
    RedrivableDeps["store"] &
    Pick<Store, "findExecutionByParent">;
  readonly stepFunctions: ReadonlyMap<string, Operation>;
  readonly sns: ReadonlyMap<string, Operation>;
}

export function createCallOwn(deps: InProcessDeps): CallOwn {
  return async (request) => {
    const model: ServiceModel = request.service === "sfn" ? stepFunctionsModel : snsModel;
    const problems: string[] = [];
    const input = toInput(model, request, problems);
    if (problems.length > 0) return { kind: "unusable", problems };
    const requestId = randomUUID();
    try {
      const output = await perform(deps, request, checked(model, request.operation, input));
      const outputShape = model.operations[request.operation]?.output;
      const shape = outputShape === undefined ? NO_MEMBERS : shapeOf(model, outputShape);
      const rendered = toOutput({ model, instants: request.instants }, shape, output);
      return { kind: "answered", output: isJsonObject(rendered) ? rendered : {}, requestId };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { kind: "refused", refusal: refusalOf(model, error, requestId) };
    }
  };
}

const NO_MEMBERS: Shape = { type: "structure" };

async function perform(
  deps: InProcessDeps,
  { service, operation, startedBy, parent, signal }: OwnRequest,
  input: JsonObject,
): Promise<JsonObject> {
  const caller = { name: startedBy };
  if (service === "sfn" && operation === "StartExecution" && parent) {
    return startChildExecution(deps, input as unknown as StartExecutionInput, caller, parent);
  }
  if (service === "sfn" && operation === "DescribeExecution" && parent) {
    return describeChildExecution(deps, parent);
  }
  const operations = service === "sfn" ? deps.stepFunctions : deps.sns;
  const perform = operations.get(operation);
  if (!perform) {
    throw new ApiError("UnknownOperationException", `'${operation}' is not known.`);
  }
  return perform(input, caller, signal && { signal });
}

/** @throws ApiError */
function checked(model: ServiceModel, operation: string, input: JsonObject): JsonObject {
  if (!Object.hasOwn(model.operations, operation)) return input;
  try {
    const { input: known, violations } = checkInput(model, operation, input);
    if (violations.length === 0) return known;
    throw new ApiError("ValidationException", violationsText(violations));
  } catch (error) {
    if (!(error instanceof WrongTypeError)) throw error;
    throw new ApiError("SerializationException", error.message);
  }
}

function toInput(
  model: ServiceModel,
  { operation, parameters }: OwnRequest,
  problems: string[],
): JsonObject {
  const shape = model.operations[operation]?.input;
  if (shape === undefined) return parameters;
  const input = toMembers({ model, problems }, shapeOf(model, shape), parameters);
  return isJsonObject(input) ? input : {};
}

interface ToInput {
  readonly model: ServiceModel;
  readonly problems: string[];
}

/** Names as the API has them; JSON where text is wanted becomes that text. */
function toMembers(conversion: ToInput, shape: Shape, value: Json): Json {
  const of = (reference: { readonly shape: string } | undefined, item: Json) =>
    reference === undefined
      ? item
      : toMembers(conversion, shapeOf(conversion.model, reference.shape), item);
  if (shape.type === "structure" && isJsonObject(value)) {
    const members = new Map(
      Object.entries(shape.members ?? {}).map((each) => [each[0].toLowerCase(), each]),
    );
    const structure: Record<string, Json> = {};
    for (const [name, item] of Object.entries(value)) {
      const [known, reference] = members.get(name.toLowerCase()) ?? [];
      if (known === undefined) {
        conversion.problems.push(`The field '${name}' is not supported by Step Functions`);
      } else if (item !== null) {
        setOwn(structure, known, of(reference, item));
      }
    }
    return structure;
  }
  if (shape.type === "list" && isJsonArray(value))
    return value.map((item) => of(shape.member, item));
  if (shape.type === "map" && isJsonObject(value)) {
    const entries: Record<string, Json> = {};
    for (const [key, item] of Object.entries(value)) setOwn(entries, key, of(shape.value, item));
    return entries;
  }
  return shape.type === "string" && typeof value !== "string" ? JSON.stringify(value) : value;
}

interface ToOutput {
  readonly model: ServiceModel;
  readonly instants: OwnRequest["instants"];
}

function toOutput(conversion: ToOutput, shape: Shape, value: Json): Json {
  const of = (reference: { readonly shape: string } | undefined, item: Json) =>
    reference === undefined
      ? item
      : toOutput(conversion, shapeOf(conversion.model, reference.shape), item);
  if (shape.type === "timestamp" && typeof value === "number") {
    const instant = Math.round(value * 1000);
    return conversion.instants === "text" ? isoInstant(instant) : instant;
  }
  if (shape.type === "list" && isJsonArray(value))
    return value.map((item) => of(shape.member, item));
  if (!isJsonObject(value)) return value;
  const isMap = shape.type === "map";
  const converted: Record<string, Json> = {};
  for (const [name, item] of Object.entries(value)) {
    const key = isMap ? name : name.charAt(0).toUpperCase() + name.slice(1);
    setOwn(converted, key, of(isMap ? shape.value : shape.members?.[name], item));
  }
  return converted;
}

function refusalOf(
  model: ServiceModel,
  { code, message, status }: ApiError,
  requestId: string,
): Extract<OwnAnswer, { readonly kind: "refused" }>["refusal"] {
  const modelled = Object.entries(model.shapes).find(
    ([name, shape]) => shape.error !== undefined && (name === code || shape.error.code === code),
  );
  const name = modelled?.[0] ?? code;
  const isModelled = modelled !== undefined;
  return { name, isModelled, code, message, status, requestId, attempts: 1 };
}
