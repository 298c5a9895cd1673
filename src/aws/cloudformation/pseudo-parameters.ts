import { createHash } from "node:crypto";
import type { ArnScope } from "../../base/arn.ts";
import type { Instant } from "../../base/instant.ts";
import type { Json } from "../../base/json.ts";
import { NO_VALUE } from "./resolve-value.ts";

export interface StackIdentity {
  readonly stackName: string;
  /** When the stack was first made. */
  readonly createdAt: Instant;
  readonly scope: ArnScope;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
export function pseudoParameters(
  stack: StackIdentity,
): ReadonlyMap<string, Json | typeof NO_VALUE> {
  const { stackName, scope } = stack;
  return new Map<string, Json | typeof NO_VALUE>([
    ["AWS::AccountId", scope.accountId],
    ["AWS::NoValue", NO_VALUE],
    ["AWS::NotificationARNs", []],
    ["AWS::Partition", "aws"],
    ["AWS::Region", scope.region],
    ["AWS::StackId", stackId(stack)],
    ["AWS::StackName", stackName],
    ["AWS::URLSuffix", "amazonaws.com"],
  ]);
}

/** The same for as long as the stack is there. */
function stackId({ stackName, createdAt, scope }: StackIdentity): string {
  const hash = createHash("sha256").update(`${stackName}:${createdAt}`).digest("hex");
  const uuid = [0, 8, 12, 16, 20].map((at, index) => hash.slice(at, [8, 12, 16, 20, 32][index]));
  return `arn:aws:cloudformation:${scope.region}:${scope.accountId}:stack/${stackName}/${uuid.join("-")}`;
}
