// A template as written: declarations with their lines, values not evaluated yet. `parse-template.ts` is
// the only maker of it.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html

import type { Json, JsonObject } from "../../base/json.ts";
import type { Path } from "./read-source.ts";

export interface Template {
  readonly parameters: readonly ParameterDeclaration[];
  readonly resources: readonly ResourceDeclaration[];
  readonly outputs: readonly OutputDeclaration[];
  readonly lineOf: (path: Path) => number | undefined;
}

export interface ParameterDeclaration {
  readonly name: string;
  readonly type: ParameterType;
  readonly line: number | undefined;
  readonly defaultValue?: string;
  readonly allowedValues?: readonly string[];
  /** Must match the whole value. */
  readonly allowedPattern?: RegExp;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly constraintDescription?: string;
}

export type ParameterType = "String" | "Number" | "CommaDelimitedList";

export interface ResourceDeclaration {
  readonly logicalId: string;
  readonly type: string;
  readonly line: number | undefined;
  /** Where its properties begin in the template. */
  readonly path: Path;
  readonly properties: JsonObject;
  readonly dependsOn: readonly string[];
}

export interface OutputDeclaration {
  readonly name: string;
  readonly value: Json;
  readonly line: number | undefined;
}
