import type { FileReport, Finding } from "./finding.ts";

/** Names in a message may be as long as the file. */
const MESSAGE_LENGTH_MAX = 1000;

/** `FILE:LINE:COLUMN: error CODE message (location)` for each finding. */
export function renderReport({ file, findings, hasDefinition }: FileReport): string {
  if (findings.length > 0) return findings.map((each) => renderFinding(file, each)).join("\n");
  return hasDefinition ? `${file}: ok` : `${file}: ok, no state machine in it`;
}

function renderFinding(file: string, finding: Finding): string {
  const { severity, code, message, suggestion, location, line, column } = finding;
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  const meant = suggestion === undefined ? "" : `; did you mean '${suggestion}'?`;
  const where = location === undefined ? "" : ` (${oneLine(location)})`;
  return `${place}: ${severity.toLowerCase()} ${code} ${oneLine(message + meant)}${where}`;
}

/** Control characters come from names in the file. */
function oneLine(text: string): string {
  const short = text.length > MESSAGE_LENGTH_MAX ? `${text.slice(0, MESSAGE_LENGTH_MAX)}…` : text;
  return short.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
}
