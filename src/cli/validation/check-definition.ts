// One definition to findings: AWS's rules, the warnings about approvals, places and suggestions.

import { checkApprovals } from "../../asl/check-approvals.ts";
import type { Definition } from "../../asl/definition.ts";
import type { Diagnostic } from "../../asl/diagnostic.ts";
import { parseDefinition } from "../../asl/parse-definition.ts";
import { findValue, type Path, resolveLocation } from "../../asl/resolve-location.ts";
import { suggestName, unknownField } from "../../asl/suggest-name.ts";
import type { Place } from "../../aws/cloudformation/read-source.ts";
import { isJsonArray, isJsonObject, type Json } from "../../base/json.ts";
import {
  fillPlaceholders,
  hasPlaceholder,
  type Substitutions,
  standInForResources,
} from "./fill-placeholders.ts";
import { type Finding, isError } from "./finding.ts";

/** Each suggestion compares one name with many. */
const SUGGESTIONS_MAX = 100;

export function checkDefinition(
  value: Json,
  options: {
    readonly type: "STANDARD" | "EXPRESS";
    readonly substitutions: Substitutions;
    readonly placeOf: (path: Path) => Place | undefined;
  },
): readonly Finding[] {
  const known = fillPlaceholders(value, options.substitutions);
  const filled = standInForResources(known);
  const diagnostics = parseDefinition(JSON.stringify(filled), options.type).diagnostics.filter(
    (diagnostic) => !isAboutPlaceholder(known, diagnostic),
  );
  const warnings = isJsonObject(filled)
    ? checkApprovals(filled as unknown as Definition, diagnostics.filter(isError))
    : [];
  return [...diagnostics, ...warnings].map((diagnostic, index) => {
    const place = options.placeOf(placeOfDiagnostic(filled, diagnostic));
    const suggestion = index < SUGGESTIONS_MAX ? suggestName(filled, diagnostic) : undefined;
    return { ...diagnostic, ...place, ...(suggestion !== undefined && { suggestion }) };
  });
}

/** What a placeholder stands for is not known, and so neither whether it is right. */
function isAboutPlaceholder(definition: Json, diagnostic: Diagnostic): boolean {
  const value = findValue(definition, placeOfDiagnostic(definition, diagnostic));
  return typeof value === "string" && hasPlaceholder(value);
}

/** More exact than the location, where AWS locates the object around what is wrong. */
function placeOfDiagnostic(definition: Json, diagnostic: Diagnostic): Path {
  const path = resolveLocation(definition, diagnostic.location ?? "/");
  const field = unknownField(diagnostic);
  if (field !== undefined) return [...path, field];
  const [, key] = /^The value for the field '(.*)' must be/s.exec(diagnostic.message) ?? [];
  if (key === undefined) return path;
  const [only, ...more] = pathsToKey(findValue(definition, path) ?? null, key);
  return only === undefined || more.length > 0 ? path : [...path, ...only];
}

function pathsToKey(value: Json, key: string): readonly Path[] {
  if (isJsonArray(value)) {
    return value.flatMap((item, index) => pathsToKey(item, key).map((path) => [index, ...path]));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    ...(name === key ? [[name]] : []),
    ...pathsToKey(member, key).map((path) => [name, ...path]),
  ]);
}
