// The methods of Java's String, List and Map that templates of API Gateway use, by name. What is not
// listed does not exist: no method of a JavaScript object is ever called.

import { type Budget, made } from "./budget.ts";
import { replacePattern, replaceText, splitPattern } from "./java-pattern.ts";
import { TemplateError } from "./template-error.ts";
import { isHostObject, isList, isMap, type TemplateValue } from "./template-value.ts";
import { textOfValue } from "./text-of-value.ts";

type Args = readonly TemplateValue[];

export function callMethod(
  target: TemplateValue,
  name: string,
  args: Args,
  budget: Budget,
): TemplateValue {
  if (isHostObject(target)) {
    const method = target.methods.get(name);
    if (method === undefined) throw new TemplateError(`there is no method ${name}`);
    return charged(method(args, budget), budget);
  }
  const result = isList(target)
    ? callOnList(target, name, args, budget)
    : isMap(target)
      ? callOnMap(target, name, args, budget)
      : callOnScalar(target, name, args, budget);
  if (result === NONE) throw new TemplateError(`there is no method ${name}`);
  return charged(result, budget);
}

const NONE = Symbol("no such method");
type Result = TemplateValue | typeof NONE;

function charged(value: TemplateValue, budget: Budget): TemplateValue {
  return typeof value === "string" ? made(value, budget) : value;
}

function callOnScalar(target: TemplateValue, name: string, args: Args, budget: Budget): Result {
  if (target === undefined || target === null) return undefined;
  const text = String(target);
  switch (name) {
    case "toString":
      return text;
    case "equals":
      return target === args[0];
    default:
      return typeof target === "string" ? callOnString(text, name, args, budget) : NONE;
  }
}

function callOnString(text: string, name: string, args: Args, budget: Budget): Result {
  budget.scan(text.length);
  const first = args[0] === undefined ? "" : textOfValue(args[0], budget);
  const second = args[1] === undefined ? "" : textOfValue(args[1], budget);
  switch (name) {
    case "charAt":
      return text.charAt(Number(args[0]));
    case "concat":
      return text + first;
    case "contains":
      return text.includes(first);
    case "endsWith":
      return text.endsWith(first);
    case "equalsIgnoreCase":
      return text.toLowerCase() === first.toLowerCase();
    case "indexOf":
      return text.indexOf(first);
    case "isEmpty":
      return text === "";
    case "lastIndexOf":
      return text.lastIndexOf(first);
    case "length":
      return text.length;
    case "replace":
      return replaceText(text, first, { by: second, budget });
    case "replaceAll":
      return replacePattern(text, first, { by: second, budget });
    case "split":
      return splitPattern(text, first);
    case "startsWith":
      return text.startsWith(first);
    case "substring":
      return substring(text, args);
    case "toLowerCase":
      return text.toLowerCase();
    case "toUpperCase":
      return text.toUpperCase();
    case "trim":
      return text.trim();
    default:
      return NONE;
  }
}

function substring(text: string, [from, to]: Args): string {
  const start = Number(from);
  const end = to === undefined ? text.length : Number(to);
  // Java refuses what JavaScript would bend into range.
  if (!(start >= 0 && start <= end && end <= text.length)) {
    throw new TemplateError("substring: index out of range");
  }
  return text.slice(start, end);
}

function callOnList(
  list: readonly TemplateValue[],
  name: string,
  args: Args,
  budget: Budget,
): Result {
  switch (name) {
    case "contains":
      budget.scan(list.length);
      return list.includes(args[0]);
    case "get":
      return list[Number(args[0])];
    case "isEmpty":
      return list.length === 0;
    case "size":
      return list.length;
    default:
      return NONE;
  }
}

function callOnMap(
  map: { readonly [key: string]: TemplateValue },
  name: string,
  args: Args,
  budget: Budget,
): Result {
  const key = typeof args[0] === "object" ? "" : String(args[0]);
  if (name !== "get" && name !== "containsKey") budget.scan(Object.keys(map).length);
  switch (name) {
    case "containsKey":
      return Object.hasOwn(map, key);
    case "entrySet":
      return Object.entries(map).map(([entryKey, value]) => ({ key: entryKey, value }));
    case "get":
      return Object.hasOwn(map, key) ? map[key] : undefined;
    case "isEmpty":
      return Object.keys(map).length === 0;
    case "keySet":
      return Object.keys(map);
    case "size":
      return Object.keys(map).length;
    case "values":
      return Object.values(map);
    default:
      return NONE;
  }
}
