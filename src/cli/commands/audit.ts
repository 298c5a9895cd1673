import { type AuditVerdict, verifyAudit } from "../../approvals/verify-audit.ts";
import type { JsonObject } from "../../base/json.ts";
import { writeArchive } from "../archive-file.ts";
import {
  type AuditRange,
  asCsv,
  asJsonLines,
  auditOf,
  fetchAudit,
  readAuditFile,
} from "../audit-file.ts";
import { CLIENT_OPTIONS } from "../client-options.ts";
import { type Call, type Command, UsageError } from "../command.ts";
import { printableJson } from "../read-answer.ts";
import { renderCount, renderSize } from "../render-size.ts";
import { connect } from "../server-client.ts";
import type { Terminal } from "../terminal.ts";

export const AUDIT: Command = {
  name: "audit",
  summary: "Write down what has happened to requests, and prove that nobody has changed it.",
  operands: "export FILE | verify [FILE]",
  operandCount: { min: 1, max: 2 },
  options: {
    from: { value: "TIME", about: "Entries after this time, such as 2026-11-01T00:00:00Z." },
    to: { value: "TIME", about: "Entries up to this time." },
    approval: { value: "ID", about: "Entries of one request." },
    seal: { value: "HASH", about: "A seal that must be there: one that was noted down before." },
    ...CLIENT_OPTIONS,
  },
  examples: [
    "countersign audit export audit.jsonl",
    "countersign audit export november.csv --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z",
    "countersign audit verify audit.jsonl",
    "countersign audit verify --seal 6f1e…",
  ],
  run(call, terminal) {
    const [verb = "", file] = call.operands;
    if (verb === "export") return exportAudit(call, terminal, file);
    if (verb === "verify") return verify(call, terminal, file);
    throw new UsageError(`"${verb}" is none of export and verify.`);
  },
};

async function exportAudit(
  { flags }: Call,
  terminal: Terminal,
  file: string | undefined,
): Promise<number> {
  if (file === undefined) throw new UsageError("export takes a file, such as audit.jsonl.");
  const items = fetchAudit(connect(flags, terminal), rangeOf(flags));
  const isCsv = /\.csv(\.gz)?$/.test(file);
  const { bytes } = await writeArchive(file, isCsv ? asCsv(items) : asJsonLines(items));
  terminal.print(`Wrote the audit to ${file} (${renderSize(bytes)}).`);
  return 0;
}

async function verify(
  { flags }: Call,
  terminal: Terminal,
  file: string | undefined,
): Promise<number> {
  const seal = flags["seal"] === undefined ? undefined : String(flags["seal"]);
  const verdict = verifyAudit(await readAudit(flags, terminal, file), seal);
  if (flags["json"]) terminal.print(printableJson({ ...verdict } as unknown as JsonObject));
  else for (const line of describe(verdict)) terminal.print(line);
  return verdict.problems.length === 0 ? 0 : 1;
}

async function readAudit(flags: Call["flags"], terminal: Terminal, file: string | undefined) {
  if (file !== undefined) return readAuditFile(file);
  const client = connect(flags, terminal);
  return auditOf(await Array.fromAsync(fetchAudit(client, rangeOf(flags))), client.url);
}

function rangeOf(flags: Call["flags"]): AuditRange {
  const time = (name: string) => {
    const text = flags[name] === undefined ? undefined : String(flags[name]);
    if (text === undefined || !Number.isNaN(Date.parse(text))) return text;
    throw new UsageError(`--${name} takes a time such as 2026-11-01T00:00:00Z, not "${text}".`);
  };
  const approval = flags["approval"] === undefined ? undefined : String(flags["approval"]);
  return { from: time("from"), to: time("to"), approval };
}

const PROBLEMS_SHOWN = 20;

function describe(verdict: AuditVerdict): readonly string[] {
  const { entries, requests, seals, problems } = verdict;
  const size =
    `${renderCount(entries, "entry", "entries")} of ${renderCount(requests, "request")}, ` +
    renderCount(seals, "seal");
  if (problems.length > 0) {
    const more = problems.length - PROBLEMS_SHOWN;
    return [
      `Not as it was written (${size}):`,
      ...problems.slice(0, PROBLEMS_SHOWN).map((problem) => `- ${problem}`),
      ...(more > 0 ? [`- and ${more} more`] : []),
    ];
  }
  return [`As it was written: ${size}.`, ...notesOf(verdict)];
}

function notesOf({ lastSealHash, notSealed, sealsNotCompared }: AuditVerdict): readonly string[] {
  const notes: string[] = [];
  if (sealsNotCompared > 0) {
    notes.push(`${renderCount(sealsNotCompared, "seal")} could not be compared: not all is here.`);
  }
  if (notSealed > 0) {
    notes.push(`${renderCount(notSealed, "entry", "entries")} not sealed yet.`);
  }
  if (lastSealHash !== undefined) {
    notes.push(`Note down the last seal elsewhere, to ask for it later: ${lastSealHash}`);
  }
  return notes;
}
