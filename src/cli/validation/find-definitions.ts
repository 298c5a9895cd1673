// The state machines of a SAM or CloudFormation template. Unlike a deployment, this does not ask what
// else is in the template, and takes values that only AWS knows for placeholders.

import { isJsonArray, isJsonObject, type Json, type JsonObject, setOwn } from "../../base/json.ts";
import { fillPlaceholders, type Substitutions } from "./fill-placeholders.ts";

export interface TemplateDefinition {
  readonly type: "STANDARD" | "EXPRESS" | undefined;
  readonly substitutions: Substitutions;
  readonly path: readonly string[];
  readonly source:
    | { readonly kind: "value"; readonly value: Json }
    | { readonly kind: "text"; readonly text: string }
    /** Relative to the template. */
    | { readonly kind: "file"; readonly file: string };
}

const STATE_MACHINES = ["AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"];

export function isTemplate(value: Json): value is JsonObject {
  return isJsonObject(value) && isJsonObject(value["Resources"]) && value["States"] === undefined;
}

export function findDefinitions(template: JsonObject): readonly TemplateDefinition[] {
  const resources = template["Resources"] ?? null;
  if (!isJsonObject(resources)) return [];
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    if (!isJsonObject(resource)) return [];
    const { Type: type, Properties: properties } = resource;
    if (typeof type !== "string" || !STATE_MACHINES.includes(type)) return [];
    return isJsonObject(properties ?? null)
      ? definitionsOf(properties as JsonObject, ["Resources", logicalId, "Properties"])
      : [];
  });
}

function definitionsOf(
  properties: JsonObject,
  path: readonly string[],
): readonly TemplateDefinition[] {
  const type = [properties["Type"], properties["StateMachineType"]].find(
    (each) => each === "STANDARD" || each === "EXPRESS",
  );
  const substitutions = substitutionsOf(properties["DefinitionSubstitutions"]);
  return ["Definition", "DefinitionString", "DefinitionUri"].flatMap((property) => {
    const source = sourceOf(property, properties[property]);
    return source === undefined ? [] : [{ type, substitutions, path: [...path, property], source }];
  });
}

function sourceOf(
  property: string,
  value: Json | undefined,
): TemplateDefinition["source"] | undefined {
  if (value === undefined) return undefined;
  if (property === "DefinitionUri") {
    const isLocal = typeof value === "string" && !/^[a-z][a-z0-9+.-]*:\/\//i.test(value);
    return isLocal ? { kind: "file", file: value } : undefined;
  }
  if (property === "DefinitionString") {
    const text = textOf(value);
    return typeof text === "string" ? { kind: "text", text } : undefined;
  }
  return { kind: "value", value: replaceFunctions(value) };
}

function substitutionsOf(value: Json | undefined): Substitutions {
  if (!isJsonObject(value)) return new Map();
  return new Map(
    Object.entries(value).map(([name, each]) => {
      const text = fillPlaceholders(textOf(each), new Map());
      return [name, typeof text === "string" ? text : JSON.stringify(text)];
    }),
  );
}

function replaceFunctions(value: Json): Json {
  if (isJsonArray(value)) return value.map(replaceFunctions);
  if (!isJsonObject(value)) return value;
  const text = textOf(value);
  if (typeof text === "string") return text;
  const result: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    setOwn(result, key, replaceFunctions(member));
  }
  return result;
}

/** A call of a CloudFormation function as text with placeholders; anything else as it is. */
function textOf(value: Json): Json {
  if (!isJsonObject(value)) return value;
  const [[name = "", argument = null] = [], ...more] = Object.entries(value);
  if (more.length > 0 || !(name === "Ref" || name.startsWith("Fn::"))) return value;
  const list = isJsonArray(argument) ? argument : [argument];
  const [first = null, second = null] = list;
  if (name === "Fn::Sub" && typeof first === "string") return first;
  if (name === "Fn::Join" && typeof first === "string" && isJsonArray(second)) {
    return second.map(textOf).join(first);
  }
  const isReference = name === "Ref" || name === "Fn::GetAtt";
  return `\${${isReference ? list.join(".") : name}}`;
}
