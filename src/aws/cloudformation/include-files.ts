// The files a template refers to: which they are, and `AWS::Include` replaced by what they hold.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-include.html

import { isJsonArray, isJsonObject, type Json, type JsonObject, setOwn } from "../../base/json.ts";
import { type Path, readSource } from "./read-source.ts";

/** Text by path, the path relative to the template and exactly as the template writes it. */
export type TemplateFiles = Readonly<Record<string, string>>;

/**
 * Paths of the files that a deployment of this template needs, as the template writes them. Empty for
 * a text that is no template.
 */
export function listReferencedFiles(template: string): readonly string[] {
  const found = new Set<string>();
  collectFiles(readSource(template).value ?? null, found);
  return [...found];
}

function collectFiles(value: Json, found: Set<string>): void {
  if (isJsonArray(value)) for (const item of value) collectFiles(item, found);
  if (!isJsonObject(value)) return;
  for (const location of [includeLocation(value), value["DefinitionUri"]]) {
    if (typeof location === "string" && isLocalPath(location)) found.add(location);
  }
  for (const item of Object.values(value)) collectFiles(item, found);
}

export function isLocalPath(location: string): boolean {
  return location !== "" && !/^[a-z][a-z0-9+.-]*:\/\//i.test(location);
}

export interface IncludeDeps {
  readonly files: TemplateFiles;
  readonly refuse: (message: string, path: Path) => void;
}

/** The properties with every `AWS::Include` in place. What cannot be included becomes `null`. */
export function includeFiles(deps: IncludeDeps, properties: JsonObject, path: Path): JsonObject {
  const result = include(deps, properties, path);
  return isJsonObject(result) ? result : {};
}

function include(deps: IncludeDeps, value: Json, path: Path): Json {
  if (isJsonArray(value)) {
    return value.map((item, index) => include(deps, item, [...path, index]));
  }
  if (!isJsonObject(value)) return value;
  if (value["Fn::Transform"] !== undefined) return includeOne(deps, value, path);
  const result: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    setOwn(result, key, include(deps, item, [...path, key]));
  }
  return result;
}

function includeOne(deps: IncludeDeps, value: JsonObject, path: Path): Json {
  const location = includeLocation(value);
  if (location === undefined || Object.keys(value).length !== 1) {
    deps.refuse("Of Fn::Transform only a plain AWS::Include with a Location is supported", path);
    return null;
  }
  if (typeof location !== "string" || !isLocalPath(location)) {
    deps.refuse("The Location of AWS::Include must be the path of a local file", path);
    return null;
  }
  return readFile(deps, location, path) ?? null;
}

/** The content of a YAML or JSON file; `undefined` after refusing it. */
export function readFile(deps: IncludeDeps, location: string, path: Path): Json | undefined {
  const text = findText(deps, location, path);
  if (text === undefined) return undefined;
  const source = readSource(text);
  for (const { message, line } of source.problems) {
    deps.refuse(`${location}${line === undefined ? "" : `, line ${line}`}: ${message}`, path);
  }
  return source.value;
}

/** The text of a file; `undefined` after refusing it. */
export function findText(deps: IncludeDeps, location: string, path: Path): string | undefined {
  if (Object.hasOwn(deps.files, location)) return deps.files[location];
  deps.refuse(`The file ${location} was not sent along with the template`, path);
  return undefined;
}

function includeLocation(value: JsonObject): Json | undefined {
  const transform = value["Fn::Transform"];
  if (!isJsonObject(transform) || transform["Name"] !== "AWS::Include") return undefined;
  const parameters = transform["Parameters"];
  return isJsonObject(parameters) ? parameters["Location"] : undefined;
}
