// Text to checked definition: every problem at once, in AWS's words where they are known. Each rule is
// a function in `checks/`.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html

import { explainJsonError } from "../base/explain-json-error.ts";
import { isJsonObject, type Json } from "../base/json.ts";
import { checkExpress } from "./checks/check-express.ts";
import { checkLikelyMistakes } from "./checks/check-likely-mistakes.ts";
import { checkMachine } from "./checks/check-machine.ts";
import { checkNames } from "./checks/check-names.ts";
import { checkTransitions } from "./checks/check-transitions.ts";
import { checkVariableScopes } from "./checks/check-variable-scopes.ts";
import { listScopes } from "./checks/list-branches.ts";
import type { Definition } from "./definition.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { depthOf } from "./syntax/depth-of.ts";

/** AWS: what the operations take. */
const CHARACTERS_MAX = 1_048_576;
/** Far deeper than any real definition, and shallow enough for functions that recurse into it. */
const DEPTH_MAX = 500;
/** As many can be checked without holding everybody else up; real machines have some hundred. */
const EXPRESSIONS_MAX = 5_000;
const SOURCE_CHARACTERS_MAX = 500;

export interface ParsedDefinition {
  /** Present when no diagnostic is an error. */
  readonly definition?: Definition;
  readonly diagnostics: readonly Diagnostic[];
}

/** Never throws. `type` is that of the state machine, which not everything is allowed in. */
export function parseDefinition(
  text: string,
  type: "STANDARD" | "EXPRESS" = "STANDARD",
): ParsedDefinition {
  if (text.length > CHARACTERS_MAX) return { diagnostics: [TOO_LONG] };
  if (text.split("{%").length > EXPRESSIONS_MAX) return { diagnostics: [TOO_MANY] };
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return { diagnostics: [describeJsonError(text)] };
  }
  if (!isJsonObject(value)) return { diagnostics: [NO_OBJECT] };
  if (depthOf(value) > DEPTH_MAX) return { diagnostics: [TOO_DEEP] };
  const diagnostics = [
    ...checkMachine(value),
    ...checkNames(value),
    ...checkVariableScopes(value),
    ...listScopes(value, "/").flatMap(({ object, location }) => checkTransitions(object, location)),
    ...(type === "EXPRESS" ? checkExpress(value) : []),
    ...checkLikelyMistakes(value),
  ];
  if (diagnostics.some(({ severity }) => severity === "ERROR")) return { diagnostics };
  return { definition: value as unknown as Definition, diagnostics };
}

const NO_OBJECT: Diagnostic = {
  severity: "ERROR",
  code: "INVALID_JSON_DESCRIPTION",
  message: "Definition must be a valid JSON object",
};

const TOO_LONG: Diagnostic = {
  severity: "ERROR",
  code: "SCHEMA_VALIDATION_FAILED",
  message: `The definition is longer than ${CHARACTERS_MAX} characters`,
};

const TOO_MANY: Diagnostic = {
  severity: "ERROR",
  code: "SCHEMA_VALIDATION_FAILED",
  message: `The definition has more than ${EXPRESSIONS_MAX} JSONata expressions`,
};

const TOO_DEEP: Diagnostic = {
  severity: "ERROR",
  code: "TOO_DEEPLY_NESTED",
  message: `The definition is nested deeper than ${DEPTH_MAX} levels`,
};

function describeJsonError(text: string): Diagnostic {
  if (text.trim() === "") return NO_OBJECT;
  const { message, line, column } = explainJsonError(text);
  return {
    severity: "ERROR",
    code: "INVALID_JSON_DESCRIPTION",
    message,
    location: `[Source: (String)${quoteSource(text)}; line: ${line}, column: ${column}]`,
  };
}

/** As Jackson quotes what it reads. */
function quoteSource(text: string): string {
  const left = text.length - SOURCE_CHARACTERS_MAX;
  if (left <= 0) return `"${text}"`;
  return `"${text.slice(0, SOURCE_CHARACTERS_MAX)}"[truncated ${left} chars]`;
}
