// Evaluates the intrinsic functions in a value: Ref, Fn::GetAtt, Fn::Sub, Fn::Join.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html

import { isJsonArray, isJsonObject, type Json, type JsonObject, setOwn } from "../../base/json.ts";
import { textOf } from "./parse-parameter.ts";
import type { Path } from "./read-source.ts";
import { fillPlaceholders, type Reference, readPlaceholder, readRef } from "./references.ts";

export interface ResolveScope {
  /** What a reference stands for. `undefined` after refusing it. */
  readonly find: (reference: Reference) => Json | typeof NO_VALUE | undefined;
  readonly refuse: (message: string, path: Path) => void;
}

/** `AWS::NoValue`: the property that holds it is as good as not written. */
export const NO_VALUE: unique symbol = Symbol("AWS::NoValue");

type Resolved = Json | typeof NO_VALUE;

/** What was refused is `null` in the result. */
export function resolveValue(scope: ResolveScope, value: Json, path: Path): Json {
  const resolved = resolve(scope, value, path);
  return resolved === NO_VALUE ? null : resolved;
}

function resolve(scope: ResolveScope, value: Json, path: Path): Resolved {
  if (isJsonArray(value)) return resolveList(scope, value, path);
  if (!isJsonObject(value)) return value;
  const name = functionIn(value);
  if (name !== undefined) return call(scope, name, value, path);
  const result: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    const resolved = resolve(scope, item, [...path, key]);
    if (resolved !== NO_VALUE) setOwn(result, key, resolved);
  }
  return result;
}

function resolveList(scope: ResolveScope, list: readonly Json[], path: Path): Json[] {
  return list
    .map((item, index) => resolve(scope, item, [...path, index]))
    .filter((item) => item !== NO_VALUE);
}

function functionIn(value: JsonObject): string | undefined {
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0) return undefined;
  return key === "Ref" || key.startsWith("Fn::") ? key : undefined;
}

function call(scope: ResolveScope, name: string, value: JsonObject, path: Path): Resolved {
  const argument = value[name] ?? null;
  switch (name) {
    case "Ref":
      if (typeof argument !== "string") return refused(scope, "Ref needs a name", path);
      return scope.find(readRef(argument, path)) ?? null;
    case "Fn::GetAtt":
      return getAttribute(scope, argument, path);
    case "Fn::Sub":
      return substitute(scope, argument, path);
    case "Fn::Join":
      return join(scope, argument, path);
    default:
      return refused(scope, `${name} is not supported`, path);
  }
}

function getAttribute(scope: ResolveScope, argument: Json, path: Path): Resolved {
  const [name, attribute] = isJsonArray(argument) ? argument : [];
  if (typeof name !== "string" || typeof attribute !== "string") {
    return refused(scope, "Fn::GetAtt needs a logical id and an attribute", path);
  }
  return scope.find({ name, attribute, path }) ?? null;
}

function substitute(scope: ResolveScope, argument: Json, path: Path): Resolved {
  const [text, variables = {}] = isJsonArray(argument) ? argument : [argument];
  if (typeof text !== "string" || !isJsonObject(variables)) {
    return refused(scope, "Fn::Sub needs a text, or a text and its variables", path);
  }
  return fillPlaceholders(text, (name) => {
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
    const resolved =
      variable === undefined
        ? scope.find(readPlaceholder(name, path))
        : resolve(scope, variable, [...path, name]);
    return asText(scope, resolved, path, `\${${name}} of Fn::Sub`);
  });
}

function join(scope: ResolveScope, argument: Json, path: Path): Resolved {
  const [delimiter, items] = isJsonArray(argument) ? argument : [];
  const list = items === undefined ? null : resolve(scope, items, path);
  if (typeof delimiter !== "string" || list === NO_VALUE || !isJsonArray(list)) {
    return refused(scope, "Fn::Join needs a delimiter and a list", path);
  }
  return list.map((item) => asText(scope, item, path, "An item of Fn::Join")).join(delimiter);
}

function asText(
  scope: ResolveScope,
  value: Resolved | undefined,
  path: Path,
  what: string,
): string {
  // Refused already, where it was found.
  if (value === undefined || value === null) return "";
  const text = value === NO_VALUE ? undefined : textOf(value);
  if (text === undefined) scope.refuse(`${what} must be text`, path);
  return text ?? "";
}

function refused(scope: ResolveScope, message: string, path: Path): null {
  scope.refuse(message, path);
  return null;
}
