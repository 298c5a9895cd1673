// A file to reports: its own, and those of the files that it refers to as a template.

import { dirname, join } from "node:path";
import type { Path } from "../../asl/resolve-location.ts";
import type { Place } from "../../aws/cloudformation/read-source.ts";
import { CommandError } from "../command.ts";
import { checkDefinition } from "./check-definition.ts";
import type { Substitutions } from "./fill-placeholders.ts";
import { findDefinitions, isTemplate, type TemplateDefinition } from "./find-definitions.ts";
import type { FileReport, Finding } from "./finding.ts";
import type { LocatedText } from "./located-text.ts";
import { readJson, readLocated } from "./read-located.ts";

export type MachineType = "STANDARD" | "EXPRESS";

export interface FileReader {
  /** @throws CommandError when it cannot be read */
  readonly read: (file: string) => Promise<string>;
  /** Of machines whose template does not say. */
  readonly type: MachineType;
}

const NOTHING: Substitutions = new Map();

export async function checkFile(file: string, reader: FileReader): Promise<readonly FileReport[]> {
  const { type } = reader;
  const text = await readOrExplain(file, reader);
  if (typeof text !== "string") return [{ file, findings: [text], hasDefinition: false }];
  const located = readLocated(text, file);
  if (located.value === undefined || !isTemplate(located.value)) {
    return [reportOf(file, located, { type, substitutions: NOTHING })];
  }
  const definitions = findDefinitions(located.value);
  const template = { file, text, located };
  const found = await Promise.all(
    definitions.map((definition) => checkInTemplate(definition, template, reader)),
  );
  const own = [...located.problems, ...found.flatMap(({ findings }) => findings)];
  return [
    { file, findings: own, hasDefinition: definitions.length > 0 },
    ...found.flatMap(({ reports }) => reports),
  ];
}

interface TemplateText {
  readonly file: string;
  readonly text: string;
  readonly located: LocatedText;
}

/** What is wrong in the template itself, and in the file that it refers to. */
async function checkInTemplate(
  definition: TemplateDefinition,
  template: TemplateText,
  reader: FileReader,
): Promise<{ readonly findings: readonly Finding[]; readonly reports: readonly FileReport[] }> {
  const { path, source, substitutions } = definition;
  const { placeOf } = template.located;
  const type = definition.type ?? reader.type;
  if (source.kind === "value") {
    const inside = (rest: Path) => placeOf([...path, ...rest]);
    const findings = checkDefinition(source.value, { type, substitutions, placeOf: inside });
    return { findings, reports: [] };
  }
  if (source.kind === "text") {
    const report = reportOf(template.file, readJson(source.text), { type, substitutions });
    const inTemplate = placesInBlock(source.text, template.text, placeOf(path));
    const findings = report.findings.map((each) => ({ ...each, ...inTemplate(each) }));
    return { findings, reports: [] };
  }
  const file = join(dirname(template.file), source.file);
  const text = await readOrExplain(file, reader);
  if (typeof text !== "string") return { findings: [{ ...text, ...placeOf(path) }], reports: [] };
  const report = reportOf(file, readLocated(text, file), { type, substitutions });
  return { findings: [], reports: [report] };
}

function reportOf(
  file: string,
  { value, problems, placeOf }: LocatedText,
  options: { readonly type: MachineType; readonly substitutions: Substitutions },
): FileReport {
  const findings = value === undefined ? [] : checkDefinition(value, { ...options, placeOf });
  return { file, findings: [...problems, ...findings], hasDefinition: true };
}

/**
 * From places in a text to places in the template that holds it. A block (`|`) begins in the next line,
 * further to the right; of any other text only the beginning is known.
 */
function placesInBlock(
  text: string,
  template: string,
  start: Place | undefined,
): (inside: Partial<Place>) => Partial<Place> {
  if (start === undefined) return () => ({});
  const first = text.split("\n", 1)[0] ?? "";
  const indent = template.split("\n", start.line + 1)[start.line]?.indexOf(first) ?? -1;
  if (first === "" || indent < 0) return () => start;
  return ({ line = 1, column = 1 }) => ({ line: start.line + line, column: column + indent });
}

async function readOrExplain(file: string, reader: FileReader): Promise<string | Finding> {
  try {
    return await reader.read(file);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { severity: "ERROR", code: "FILE_NOT_READABLE", message: error.message };
  }
}
