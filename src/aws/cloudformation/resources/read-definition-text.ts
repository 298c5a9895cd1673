import { isJsonObject } from "../../../base/json.ts";
import { findText, isLocalPath, type TemplateFiles } from "../include-files.ts";
import type { ResolvedResource } from "../planned-resource.ts";
import { readSource } from "../read-source.ts";

export interface DefinitionText {
  readonly text: string;
  /** The property it comes from. */
  readonly property: string;
  /** How messages call it: the file or the property. */
  readonly name: string;
}

const PROPERTIES = ["Definition", "DefinitionString", "DefinitionUri"] as const;

/**
 * The text of a state machine's definition, its placeholders not filled yet. JSON is kept byte for
 * byte; YAML becomes JSON.
 */
export function readDefinitionText(
  resource: ResolvedResource,
  files: TemplateFiles,
): DefinitionText | undefined {
  const given = PROPERTIES.filter((name) => resource.properties[name] !== undefined);
  const [property] = given;
  if (property === undefined || given.length > 1) {
    resource.refuse("A state machine needs exactly one definition");
    return undefined;
  }
  const value = resource.properties[property] ?? null;
  if (property === "DefinitionUri") return readUri(resource, files, value);
  if (property === "Definition" && isJsonObject(value)) {
    return { property, name: property, text: JSON.stringify(value, null, 2) };
  }
  if (property === "DefinitionString" && typeof value === "string") {
    return { property, name: property, text: value };
  }
  const wish = property === "Definition" ? "an object" : "text";
  resource.refuse(`${property} must be ${wish}`, property);
  return undefined;
}

function readUri(
  resource: ResolvedResource,
  files: TemplateFiles,
  uri: unknown,
): DefinitionText | undefined {
  const property = "DefinitionUri";
  const refuse = (message: string) => resource.refuse(message, property);
  if (typeof uri !== "string" || !isLocalPath(uri)) {
    refuse("DefinitionUri must be the path of a local file");
    return undefined;
  }
  const text = findText({ files, refuse }, uri, []);
  if (text === undefined) return undefined;
  if (!/\.ya?ml$/i.test(uri)) return { property, name: uri, text };
  const source = readSource(text);
  for (const { message, line } of source.problems) {
    refuse(`${uri}${line === undefined ? "" : `, line ${line}`}: ${message}`);
  }
  if (source.value === undefined) return undefined;
  return { property, name: uri, text: JSON.stringify(source.value, null, 2) };
}
