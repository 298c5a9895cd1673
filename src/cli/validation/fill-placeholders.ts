// Definitions in the wild hold `${Name}`, which deploying fills in. What is known is filled in here, and
// what is not becomes something that a check can go on with.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html

import { isJsonArray, isJsonObject, type Json, setOwn } from "../../base/json.ts";

/** Texts by name. */
export type Substitutions = ReadonlyMap<string, string>;

const PSEUDO_PARAMETERS: Substitutions = new Map([
  ["AWS::Partition", "aws"],
  ["AWS::Region", "us-east-1"],
  ["AWS::AccountId", "000000000000"],
]);

const PLACEHOLDER = /\$\{([^{}]*)\}/g;
const SOME_FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:placeholder";

/** The value with everything in place that is known. */
export function fillPlaceholders(value: Json, substitutions: Substitutions): Json {
  return mapTexts(value, (text) => fillText(text, substitutions));
}

/** The text of a definition likewise, also where a placeholder stands for a number. */
export function fillText(text: string, substitutions: Substitutions): string {
  return text.replaceAll(
    PLACEHOLDER,
    (whole, name: string) => substitutions.get(name) ?? PSEUDO_PARAMETERS.get(name) ?? whole,
  );
}

/** The value with some function for each `Resource` that is not known. */
export function standInForResources(value: Json): Json {
  return mapTexts(value, (text, key) => {
    if (key !== "Resource") return text;
    // Other names for the partition are as common as AWS's own.
    const filled = text.replace(/^arn:\$\{[^{}]*\}:states:/, "arn:aws:states:");
    return hasPlaceholder(filled) ? SOME_FUNCTION : filled;
  });
}

/** Whether something in the text is still to be filled in. */
export function hasPlaceholder(text: string): boolean {
  return text.includes("${");
}

/** Makes strings of placeholders that stand where values stand (`"Seconds": ${Delay}`), no longer. */
export function maskPlaceholders(text: string): string {
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|\$\{[^{}"\s]+\}/g, (found) =>
    found.startsWith('"') ? found : `"\${${"_".repeat(found.length - 4)}"`,
  );
}

function mapTexts(value: Json, map: (text: string, key: string) => string, key = ""): Json {
  if (typeof value === "string") return map(value, key);
  if (isJsonArray(value)) return value.map((item) => mapTexts(item, map));
  if (!isJsonObject(value)) return value;
  const result: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) {
    setOwn(result, name, mapTexts(member, map, name));
  }
  return result;
}
