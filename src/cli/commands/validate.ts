import { type Command, UsageError } from "../command.ts";
import { readTextFile } from "../read-json.ts";
import type { Terminal } from "../terminal.ts";
import { checkFile, type FileReader } from "../validation/check-file.ts";
import { type FileReport, isError } from "../validation/finding.ts";
import { renderReport } from "../validation/render-report.ts";

const STANDARD_INPUT = "-";

export const VALIDATE: Command = {
  name: "validate",
  summary: "Check state machine definitions and templates with them; needs no server.",
  operands: "FILE…",
  operandCount: { min: 1, max: Number.POSITIVE_INFINITY },
  options: {
    type: { value: "TYPE", about: "STANDARD or EXPRESS, where no template says (STANDARD)." },
    strict: { about: "Exit with 1 for warnings too." },
    json: { about: "Print JSON for programs." },
  },
  examples: [
    "countersign validate statemachine/expense-approval.asl.json",
    "countersign validate --strict template.yaml workflows/*.asl.yaml",
    "countersign validate --type EXPRESS --json - < order.asl.json",
  ],
  async run({ operands, flags }, terminal) {
    const type = readType(flags["type"] ?? "STANDARD");
    const reports = await checkFiles(operands, { type, read: createRead(terminal) });
    if (flags["json"]) terminal.print(JSON.stringify({ results: reports.map(toJson) }, null, 2));
    else for (const report of reports) terminal.print(renderReport(report));
    const findings = reports.flatMap((report) => report.findings);
    return findings.some((finding) => flags["strict"] || isError(finding)) ? 1 : 0;
  },
};

function readType(word: string | boolean): FileReader["type"] {
  if (word === "STANDARD" || word === "EXPRESS") return word;
  throw new UsageError(`--type takes STANDARD or EXPRESS, not "${word}".`);
}

function createRead(terminal: Pick<Terminal, "readInput">): FileReader["read"] {
  return (file) => (file === STANDARD_INPUT ? terminal.readInput() : readTextFile(file));
}

/** A file that a template refers to may be named as well: what the template says of it counts. */
async function checkFiles(
  files: readonly string[],
  reader: FileReader,
): Promise<readonly FileReport[]> {
  const reports: FileReport[][] = [];
  for (const file of files) reports.push([...(await checkFile(file, reader))]);
  const referredTo = new Set(reports.flatMap((each) => each.slice(1)).map(({ file }) => file));
  return reports.flatMap(([own, ...referred]) =>
    own === undefined || referredTo.has(own.file) ? referred : [own, ...referred],
  );
}

function toJson({ file, findings }: FileReport) {
  return { file, isValid: !findings.some(isError), diagnostics: findings };
}
