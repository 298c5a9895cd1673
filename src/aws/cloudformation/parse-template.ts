// Text of a template to its declarations. Only what a stack of this server can consist of gets through;
// everything else is named with its line, all at once, so that nothing is half understood.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html

import { isJsonArray, isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import { parseParameter } from "./parse-parameter.ts";
import type { StackProblem } from "./problem.ts";
import { type Path, readSource } from "./read-source.ts";
import type {
  OutputDeclaration,
  ParameterDeclaration,
  ResourceDeclaration,
  Template,
} from "./template.ts";

export interface ParsedTemplate {
  /** Whatever could be understood; absent when the text is no template at all. */
  readonly template?: Template;
  readonly problems: readonly StackProblem[];
}

const SECTIONS: readonly string[] = [
  "AWSTemplateFormatVersion",
  "Transform",
  "Description",
  "Metadata",
  "Parameters",
  "Resources",
  "Outputs",
];
const SAM = "AWS::Serverless-2016-10-31";
const LOGICAL_ID = /^[A-Za-z0-9]{1,255}$/;
const TEMPLATE_BYTES_MAX = 1_048_576;

export function parseTemplate(text: string): ParsedTemplate {
  if (Buffer.byteLength(text) > TEMPLATE_BYTES_MAX) {
    return { problems: [{ message: "The template is larger than 1 MB" }] };
  }
  const source = readSource(text);
  if (source.problems.length > 0) return { problems: source.problems };
  const root = source.value;
  if (!isJsonObject(root)) {
    return { problems: [{ message: "The template must be an object with Resources", line: 1 }] };
  }
  const problems: StackProblem[] = [];
  const refuse: Refuse = (message, path, logicalId) => {
    const line = source.lineOf(path);
    problems.push({
      message,
      ...(logicalId === undefined ? {} : { logicalId }),
      ...(line === undefined ? {} : { line }),
    });
  };
  checkSections(root, refuse);
  const parts: Parts = { root, refuse, lineOf: source.lineOf };
  const template: Template = {
    parameters: parseParameters(parts),
    resources: parseResources(parts),
    outputs: parseOutputs(parts),
    lineOf: source.lineOf,
  };
  return { template, problems };
}

export type Refuse = (message: string, path: Path, logicalId?: string) => void;

interface Parts {
  readonly root: JsonObject;
  readonly refuse: Refuse;
  readonly lineOf: (path: Path) => number | undefined;
}

function checkSections(root: JsonObject, refuse: Refuse): void {
  for (const section of Object.keys(root)) {
    if (!SECTIONS.includes(section)) refuse(`Section ${section} is not supported`, [section]);
  }
  const version = root["AWSTemplateFormatVersion"];
  if (version !== undefined && version !== "2010-09-09") {
    refuse("AWSTemplateFormatVersion must be 2010-09-09", ["AWSTemplateFormatVersion"]);
  }
  for (const transform of listOf(root["Transform"])) {
    if (transform === SAM) continue;
    refuse(`Transform ${show(transform)} is not supported, only ${SAM} is`, ["Transform"]);
  }
}

function parseParameters({ root, refuse, lineOf }: Parts): readonly ParameterDeclaration[] {
  return entriesOf(root, "Parameters", refuse).flatMap(([name, value]) => {
    const path = ["Parameters", name];
    const parsed = parseParameter(name, value, lineOf(path));
    for (const message of parsed.messages) refuse(message, path);
    return parsed.declaration === undefined ? [] : [parsed.declaration];
  });
}

function parseResources({ root, refuse, lineOf }: Parts): readonly ResourceDeclaration[] {
  const entries = entriesOf(root, "Resources", refuse);
  if (entries.length === 0) refuse("The template has no resources", ["Resources"]);
  return entries.flatMap(([logicalId, value]) => {
    const path = ["Resources", logicalId];
    if (!LOGICAL_ID.test(logicalId)) {
      refuse("A logical id must consist of letters and digits", path, logicalId);
      return [];
    }
    if (!isJsonObject(value) || typeof value["Type"] !== "string") {
      refuse("A resource must be an object with a Type", path, logicalId);
      return [];
    }
    checkResourceAttributes(value, (message, key) => refuse(message, [...path, key], logicalId));
    const properties = value["Properties"] ?? {};
    if (!isJsonObject(properties)) {
      refuse("Properties must be an object", [...path, "Properties"], logicalId);
    }
    const declaration: ResourceDeclaration = {
      logicalId,
      type: value["Type"],
      line: lineOf(path),
      path: [...path, "Properties"],
      properties: isJsonObject(properties) ? properties : {},
      dependsOn: listOf(value["DependsOn"]).filter((item) => typeof item === "string"),
    };
    return [declaration];
  });
}

const RESOURCE_ATTRIBUTES: readonly string[] = ["Type", "Properties", "DependsOn", "Metadata"];

function checkResourceAttributes(
  resource: JsonObject,
  refuse: (message: string, key: string) => void,
): void {
  for (const [key, value] of Object.entries(resource)) {
    if (RESOURCE_ATTRIBUTES.includes(key)) continue;
    // What is removed from a stack is deleted here, which is what `Delete` asks for.
    const isPolicy = key === "DeletionPolicy" || key === "UpdateReplacePolicy";
    if (isPolicy && value === "Delete") continue;
    refuse(`${key}${isPolicy ? ` ${show(value)}` : ""} is not supported`, key);
  }
  if (listOf(resource["DependsOn"]).some((item) => typeof item !== "string")) {
    refuse("DependsOn must be a logical id or a list of them", "DependsOn");
  }
}

function parseOutputs({ root, refuse, lineOf }: Parts): readonly OutputDeclaration[] {
  return entriesOf(root, "Outputs", refuse).flatMap(([name, value]) => {
    const path = ["Outputs", name];
    if (!isJsonObject(value) || value["Value"] === undefined) {
      refuse(`Output ${name} must be an object with a Value`, path);
      return [];
    }
    for (const key of Object.keys(value)) {
      if (["Value", "Description", "Export"].includes(key)) continue;
      refuse(`${key} of output ${name} is not supported`, [...path, key]);
    }
    return [{ name, value: value["Value"], line: lineOf(path) }];
  });
}

function entriesOf(root: JsonObject, section: string, refuse: Refuse): [string, Json][] {
  const value = root[section];
  if (value === undefined || value === null) return [];
  if (isJsonObject(value)) return Object.entries(value);
  refuse(`${section} must be an object`, [section]);
  return [];
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isJsonArray(value) ? value : [value];
}

function show(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
