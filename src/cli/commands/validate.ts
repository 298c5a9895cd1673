import type { Diagnostic } from "../../asl/diagnostic.ts";
import { parseDefinition } from "../../asl/parse-definition.ts";
import type { Command } from "../command.ts";
import { readTextFile } from "../read-json.ts";

export const VALIDATE: Command = {
  name: "validate",
  summary: "Check state machine definitions; needs no server.",
  operands: "FILE…",
  operandCount: { min: 1, max: Number.POSITIVE_INFINITY },
  options: { json: { about: "Print JSON for programs." } },
  examples: [
    "countersign validate statemachine/expense-approval.asl.json",
    "countersign validate --json *.asl.json",
  ],
  async run({ operands: files, flags }, terminal) {
    const results = [];
    for (const file of files) {
      const { diagnostics } = parseDefinition(await readTextFile(file));
      results.push({ file, isValid: diagnostics.every(isHarmless), diagnostics });
    }
    if (flags["json"]) terminal.print(JSON.stringify({ results }, null, 2));
    else for (const { file, diagnostics } of results) terminal.print(render(file, diagnostics));
    return results.every(({ isValid }) => isValid) ? 0 : 1;
  },
};

function isHarmless({ severity }: Diagnostic): boolean {
  return severity !== "ERROR";
}

/** `FILE: ok`, or a line for each problem. */
function render(file: string, diagnostics: readonly Diagnostic[]): string {
  const problems = diagnostics.map(({ severity, location, message, code }) => {
    return `${placeOf(file, location)}: ${severity.toLowerCase()}: ${message} (${code})`;
  });
  return [...problems, ...(diagnostics.every(isHarmless) ? [`${file}: ok`] : [])].join("\n");
}

/** A text that is no JSON is located as AWS does, by `…; line: 2, column: 1]` after the text itself. */
function placeOf(file: string, location: string | undefined): string {
  if (location === undefined) return file;
  const [, line, column] = /line: (\d+), column: (\d+)\]$/.exec(location) ?? [];
  return line === undefined ? `${file}: ${location}` : `${file}:${line}:${column}`;
}
