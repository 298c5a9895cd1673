// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html

import { checkApprovals } from "../../../asl/check-approvals.ts";
import type { Diagnostic } from "../../../asl/diagnostic.ts";
import { parseDefinition } from "../../../asl/parse-definition.ts";
import { stateMachineArn } from "../../../base/arn.ts";
import { utf8Bytes } from "../../../base/json.ts";
import type { StateMachineType } from "../../../store/records.ts";
import type { ResolvedResource, ResourceKind, Surroundings } from "../planned-resource.ts";
import { generatedName } from "./generated-name.ts";
import { readDefinitionText } from "./read-definition-text.ts";
import { readTags, readText, readTexts } from "./read-property.ts";

/** Names of properties that the two types of resource spell differently. */
interface Spelling {
  readonly name: string;
  readonly type: string;
  readonly role: string;
}

const DEFINITION_BYTES_MAX = 1_048_576;
const NAME_LENGTH_MAX = 80;
/** AWS allows more; names with more cannot be logged there. */
const NAME = /^[0-9A-Za-z_-]+$/;
const PLACEHOLDER = /\$\{([A-Za-z0-9_]+)\}/g;

export const serverlessStateMachine = kindOf({
  spelling: { name: "Name", type: "Type", role: "Role" },
  properties: ["Definition", "DefinitionUri"],
  required: [],
  unenforced: [
    "Logging",
    "PermissionsBoundary",
    "Policies",
    "PropagateTags",
    "RolePath",
    "Tracing",
  ],
});

export const stateMachine = kindOf({
  spelling: { name: "StateMachineName", type: "StateMachineType", role: "RoleArn" },
  properties: ["Definition", "DefinitionString"],
  required: ["RoleArn"],
  unenforced: ["LoggingConfiguration", "TracingConfiguration"],
});

function kindOf(
  options: Pick<ResourceKind, "properties" | "required" | "unenforced"> & {
    readonly spelling: Spelling;
  },
): ResourceKind {
  const { spelling, properties, required, unenforced } = options;
  const { name, type, role } = spelling;
  return {
    properties: [...properties, "DefinitionSubstitutions", "Tags", name, type, role],
    required,
    unenforced,
    plan: (resource, surroundings) => plan(resource, surroundings, spelling),
  };
}

function plan(
  resource: ResolvedResource,
  surroundings: Surroundings,
  spelling: Spelling,
): ReturnType<ResourceKind["plan"]> {
  const { logicalId } = resource;
  const name =
    readText(resource, spelling.name) ??
    generatedName(resource, surroundings, logicalId, NAME_LENGTH_MAX);
  if (name.length > NAME_LENGTH_MAX || !NAME.test(name)) {
    resource.refuse(`${spelling.name} must be 1 to 80 letters, digits, _ and -`, spelling.name);
  }
  const type = readType(resource, spelling);
  const arn = stateMachineArn(surroundings.scope, name);
  return {
    physicalId: arn,
    attributes: { Arn: arn, Name: name },
    wanted: {
      kind: "stateMachine",
      name,
      type,
      definition: readDefinition(resource, surroundings, type),
      roleArn: readText(resource, spelling.role) ?? ownRole(surroundings, logicalId),
      tags: readTags(resource),
    },
  };
}

function readType(resource: ResolvedResource, spelling: Spelling): StateMachineType {
  const type = readText(resource, spelling.type) ?? "STANDARD";
  if (type === "STANDARD" || type === "EXPRESS") return type;
  resource.refuse(`${spelling.type} must be STANDARD or EXPRESS`, spelling.type);
  return "STANDARD";
}

/** SAM makes a role from Policies where the template names none. */
function ownRole({ scope, stackName }: Surroundings, logicalId: string): string {
  return `arn:aws:iam::${scope.accountId}:role/${stackName}-${logicalId}Role`;
}

function readDefinition(
  resource: ResolvedResource,
  surroundings: Surroundings,
  type: StateMachineType,
): string {
  const source = readDefinitionText(resource, surroundings.files);
  if (source === undefined) return "";
  const filled = fill(resource, surroundings, source.text);
  const definition = surroundings.rewriteUrls(filled);
  if (utf8Bytes(definition) > DEFINITION_BYTES_MAX) {
    resource.refuse("The definition is larger than 1 MiB", source.property);
    return definition;
  }
  const parsed = parseDefinition(definition, type);
  for (const diagnostic of parsed.diagnostics) {
    if (diagnostic.severity !== "ERROR") continue;
    resource.refuse(describe(diagnostic, source.name), source.property);
  }
  for (const warning of parsed.definition ? checkApprovals(parsed.definition) : []) {
    surroundings.note(`${resource.logicalId}: ${describe(warning, source.name)}`);
  }
  return definition;
}

function describe({ message, location }: Diagnostic, name: string): string {
  return `${name}: ${message}${location === undefined ? "" : ` (${location})`}`;
}

/** AWS: `${Name}` in a definition is replaced where DefinitionSubstitutions has it, else left. */
function fill(resource: ResolvedResource, surroundings: Surroundings, text: string): string {
  const substitutions = readTexts(resource, "DefinitionSubstitutions");
  const missing = new Set<string>();
  const filled = text.replaceAll(PLACEHOLDER, (placeholder, name: string) => {
    if (Object.hasOwn(substitutions, name)) return escapeJson(substitutions[name] ?? "");
    missing.add(placeholder);
    return placeholder;
  });
  for (const placeholder of missing) {
    const { logicalId } = resource;
    surroundings.note(
      `${logicalId}: ${placeholder} stays in the definition: nothing substitutes it`,
    );
  }
  return filled;
}

/** A value stays within the JSON string that it is put into. */
function escapeJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
