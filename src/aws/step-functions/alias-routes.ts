// The routing configuration of an alias: between what callers write and what is stored, and the choice
// of a version for an execution.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias.html

import { type ArnScope, qualifiedArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import { randomFrom } from "../../base/random.ts";
import type { AliasRoute, AliasRoutes } from "../../store/records.ts";
import { ApiError } from "../api-error.ts";
import { noResource } from "./alias-errors.ts";
import { isVersionNumber, parseStateMachineArn, parseVersionArn } from "./arns.ts";

export interface RoutingItem {
  readonly stateMachineVersionArn: string;
  readonly weight: number;
}

export interface ParsedRouting {
  readonly stateMachineName: string;
  readonly routes: AliasRoutes;
}

/** @throws ApiError `InvalidArn`, `ValidationException`, `ResourceNotFound` for ARNs from elsewhere */
export function parseRouting(scope: ArnScope, items: readonly RoutingItem[]): ParsedRouting {
  const arns = items.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
  const weights = items.map(({ weight }) => weight);
  if (weights.reduce((sum, weight) => sum + weight, 0) !== 100) {
    throw invalid(
      `Sum of routing configuration weights must equal 100. Received: [${weights.join(", ")}]`,
    );
  }
  if (!arns.every(isVersionArn)) {
    throw invalid(
      `Routing configuration must contain state machine version ARNs. ${received(arns)}`,
    );
  }
  if (new Set(arns).size < arns.length) {
    throw invalid(
      `Routing configuration must contain distinct state machine version ARNs. ${received(arns)}`,
    );
  }
  const [first, second] = items.map((item) => routeOf(scope, item));
  if (first === undefined) throw invalid("Routing configuration must not be empty.");
  const { stateMachineName } = first;
  if (second === undefined) return { stateMachineName, routes: [first.route] };
  if (second.stateMachineName !== stateMachineName) {
    throw invalid(
      `Routing configuration must contain versions of one state machine. ${received(arns)}`,
    );
  }
  return { stateMachineName, routes: [first.route, second.route] };
}

function isVersionArn(arn: string): boolean {
  return isVersionNumber(parseStateMachineArn(arn).qualifier ?? "");
}

function routeOf(scope: ArnScope, { stateMachineVersionArn, weight }: RoutingItem) {
  const { stateMachineName, number } = parseVersionArn(stateMachineVersionArn);
  if (stateMachineVersionArn !== qualifiedArn(scope, stateMachineName, number)) throw noResource();
  const route: AliasRoute = { version: number, weight };
  return { stateMachineName, route };
}

export function encodeRouting(
  scope: ArnScope,
  { stateMachineName, routes }: ParsedRouting,
): readonly JsonObject[] {
  return routes.map(({ version, weight }) => ({
    stateMachineVersionArn: qualifiedArn(scope, stateMachineName, version),
    weight,
  }));
}

/** Drawn from the id of the execution, so that the same execution always gets the same version. */
export function chooseVersion([first, second]: AliasRoutes, executionId: string): number {
  if (second === undefined) return first.version;
  const drawn = randomFrom(`route ${executionId}`).next() * 100;
  return drawn < first.weight ? first.version : second.version;
}

/** The version that gets the most executions; of two equals the first. */
export function mainVersion([first, second]: AliasRoutes): number {
  return second !== undefined && second.weight > first.weight ? second.version : first.version;
}

function received(arns: readonly string[]): string {
  return `Received: [${arns.join(", ")}]`;
}

function invalid(message: string): ApiError {
  return new ApiError("ValidationException", message, {
    members: { reason: "INVALID_ROUTING_CONFIGURATION" },
  });
}
