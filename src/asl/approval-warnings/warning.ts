import type { Diagnostic } from "../diagnostic.ts";

/** Not AWS's own: the prefix keeps these codes apart from those that AWS has or will have. */
export type WarningCode = `APPROVAL_${string}`;

export function warning(code: WarningCode, message: string, location: string): Diagnostic {
  return { severity: "WARNING", code, message, location };
}
