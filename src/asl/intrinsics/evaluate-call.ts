import { defined } from "../../base/assert.ts";
import type { Json } from "../../base/json.ts";
import { findValue } from "../evaluate-path.ts";
import { EvaluationError } from "../failure.ts";
import type { Scope } from "../scope.ts";
import type { Argument, Call } from "./call.ts";
import { FUNCTIONS } from "./functions.ts";
import { ArgumentProblem } from "./intrinsic.ts";
import { findCall } from "./parse-call.ts";

/** Evaluates a checked call; fails with `States.IntrinsicFailure`. */
export function evaluateCall(text: string, scope: Scope): Json {
  return evaluateParsed(defined(findCall(text), `a valid call: ${text}`), scope);
}

function evaluateParsed(call: Call, scope: Scope): Json {
  const { evaluate, takesPattern } = FUNCTIONS[call.name];
  const values = call.arguments.map((argument, index) =>
    takesPattern === true && index === 0 && argument.kind === "string"
      ? argument.raw
      : argumentValue(argument, scope),
  );
  try {
    return evaluate(values, scope.random);
  } catch (error) {
    if (!(error instanceof ArgumentProblem)) throw error;
    throw new EvaluationError(
      "States.IntrinsicFailure",
      `The function '${call.text}' had the following error: ${error.message}`,
    );
  }
}

function argumentValue(argument: Argument, scope: Scope): Json {
  switch (argument.kind) {
    case "literal":
      return argument.value;
    case "string":
      return argument.raw.replace(/\\([\\'{}])/g, "$1");
    case "path":
      return pathValue(argument.text, scope);
    case "call":
      return evaluateParsed(argument, scope);
  }
}

function pathValue(path: string, scope: Scope): Json {
  const value = findValue(path, scope);
  if (value !== undefined) return value;
  throw new EvaluationError(
    "States.Runtime",
    `The JsonPath argument for the field '${path}' could not be found in the input ` +
      `'${JSON.stringify(scope.input)}'`,
  );
}
