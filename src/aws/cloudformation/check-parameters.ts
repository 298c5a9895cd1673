// Parameter values of a deployment: what was given, else what the stack had, else the default.

import type { StackProblem } from "./problem.ts";
import type { ParameterDeclaration } from "./template.ts";

export type ParameterValues = Readonly<Record<string, string>>;

export interface CheckedParameters {
  /** Holds every parameter that has a value, right or wrong. */
  readonly values: ParameterValues;
  readonly problems: readonly StackProblem[];
}

export function checkParameters(
  declarations: readonly ParameterDeclaration[],
  given: ParameterValues,
  previous: ParameterValues,
): CheckedParameters {
  const problems: StackProblem[] = Object.keys(given)
    .filter((name) => !declarations.some((declaration) => declaration.name === name))
    .map((name) => ({ message: `The template has no parameter ${name}` }));
  const values: Record<string, string> = {};
  for (const declaration of declarations) {
    const { name } = declaration;
    // AWS: an update keeps the value it was deployed with, also when the default has changed.
    const value = ownValue(given, name) ?? ownValue(previous, name) ?? declaration.defaultValue;
    const line = declaration.line === undefined ? {} : { line: declaration.line };
    if (value === undefined) {
      problems.push({ message: `Parameter ${name} needs a value: it has no default`, ...line });
      continue;
    }
    values[name] = value;
    const complaint = complaintAbout(declaration, value);
    if (complaint !== undefined) {
      problems.push({ message: `Parameter ${name} ${complaint}`, ...line });
    }
  }
  return { values, problems };
}

function ownValue(values: ParameterValues, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function complaintAbout(declaration: ParameterDeclaration, value: string): string | undefined {
  const items = declaration.type === "CommaDelimitedList" ? splitList(value) : [value];
  for (const item of items) {
    const complaint = complaintAboutItem(declaration, item);
    if (complaint === undefined) continue;
    const wish = declaration.constraintDescription;
    return wish === undefined ? complaint : `${complaint} (${wish})`;
  }
  return undefined;
}

/** The value itself is not repeated: a parameter may be a secret. */
function complaintAboutItem(declaration: ParameterDeclaration, item: string): string | undefined {
  const { type, allowedValues, allowedPattern } = declaration;
  if (type === "Number" && (item.trim() === "" || !Number.isFinite(Number(item)))) {
    return "must be a number";
  }
  if (allowedValues !== undefined && !allowedValues.includes(item)) {
    return `must be one of ${allowedValues.join(", ")}`;
  }
  if (allowedPattern !== undefined && !allowedPattern.test(item)) {
    return `must match the pattern ${allowedPattern.source.slice("^(?:".length, -")$".length)}`;
  }
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = declaration;
  if (item.length < minLength) return `must have at least ${minLength} characters`;
  if (item.length > maxLength) return `must have at most ${maxLength} characters`;
  const { minValue = Number.NEGATIVE_INFINITY, maxValue = Number.POSITIVE_INFINITY } = declaration;
  if (type === "Number" && Number(item) < minValue) return `must be at least ${minValue}`;
  if (type === "Number" && Number(item) > maxValue) return `must be at most ${maxValue}`;
  return undefined;
}

/** The items of a CommaDelimitedList. */
export function splitList(value: string): readonly string[] {
  return value.split(",").map((item) => item.trim());
}
