// IAM: accepted so that templates of AWS deploy as they are. Nothing here is enforced, and the stack's
// notes say so.

import type {
  Identity,
  ResolvedResource,
  ResourceKind,
  Surroundings,
} from "../planned-resource.ts";
import { generatedName } from "./generated-name.ts";

const NOT_ENFORCED = { wanted: { kind: "notEnforced" } } as const;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
export const role: ResourceKind = {
  properties: [
    "AssumeRolePolicyDocument",
    "Description",
    "ManagedPolicyArns",
    "MaxSessionDuration",
    "Path",
    "PermissionsBoundary",
    "Policies",
    "RoleName",
    "Tags",
  ],
  required: [],
  unenforced: [],
  plan: (resource, surroundings) => {
    const name = nameOf(resource, surroundings, "RoleName");
    const arn = iamArn(surroundings, "role", name);
    return { ...NOT_ENFORCED, physicalId: name, attributes: { Arn: arn, RoleId: name } };
  },
};

const POLICY_PROPERTIES = ["Groups", "PolicyDocument", "PolicyName", "Roles", "Users"];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html */
export const policy: ResourceKind = {
  properties: POLICY_PROPERTIES,
  required: [],
  unenforced: [],
  plan: (resource, surroundings) => {
    const name = nameOf(resource, surroundings, "PolicyName");
    return { ...NOT_ENFORCED, physicalId: name, attributes: {} };
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html */
export const managedPolicy: ResourceKind = {
  properties: [...POLICY_PROPERTIES, "Description", "ManagedPolicyName", "Path"],
  required: [],
  unenforced: [],
  plan: (resource, surroundings): Identity & typeof NOT_ENFORCED => {
    const name = nameOf(resource, surroundings, "ManagedPolicyName");
    const arn = iamArn(surroundings, "policy", name);
    return { ...NOT_ENFORCED, physicalId: arn, attributes: { PolicyArn: arn } };
  },
};

function nameOf(resource: ResolvedResource, surroundings: Surroundings, property: string): string {
  const name = resource.properties[property];
  if (typeof name === "string") return name;
  return generatedName(resource, surroundings, `${surroundings.stackName}-${resource.logicalId}`);
}

function iamArn({ scope }: Surroundings, kind: "role" | "policy", name: string): string {
  return `arn:aws:iam::${scope.accountId}:${kind}/${name}`;
}
