import type { Definition } from "../../asl/definition.ts";
import type { Diagnostic } from "../../asl/diagnostic.ts";
import { parseDefinition } from "../../asl/parse-definition.ts";
import { ApiError } from "../api-error.ts";

/** @throws ApiError `InvalidDefinition`, all problems in one message */
export function checkDefinition(text: string, type: "STANDARD" | "EXPRESS"): Definition {
  const { definition, diagnostics } = parseDefinition(text, type);
  if (definition) return definition;
  const errors = diagnostics.filter(({ severity }) => severity === "ERROR");
  throw new ApiError(
    "InvalidDefinition",
    `Invalid State Machine Definition: '${errors.map(printDiagnostic).join(", ")}'`,
  );
}

/** AWS prints a location even where there is none. */
function printDiagnostic({ code, message, location = "null" }: Diagnostic): string {
  return `${code}: ${message} at ${location}`;
}
