import { type AuditExport, type AuditVerdict, verifyAudit } from "../../approvals/verify-audit.ts";
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
  const audit = await readAudit(flags, terminal, file);
  const verdict = verifyAudit(audit, seal);
  if (flags["json"]) {
    terminal.print(printableJson({ ...verdict, ...boundsOf(audit) } as unknown as JsonObject));
  } else {
    for (const line of [...describe(verdict), ...describeBounds(audit)]) terminal.print(line);
  }
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

/** A part of an audit proves nothing of the rest: whoever reads the verdict has to know. */
function boundsOf({ approvalId, fromAt, untilAt }: AuditExport) {
  const timeOf = (at: number) => new Date(at).toISOString();
  return {
    ...(fromAt !== undefined && { from: timeOf(fromAt) }),
    ...(untilAt !== undefined && { to: timeOf(untilAt) }),
    ...(approvalId !== undefined && { approval: approvalId }),
  };
}

function describeBounds(audit: AuditExport): readonly string[] {
  const { approval, from, to } = boundsOf(audit);
  const bounds = [
    ...(approval === undefined ? [] : [`of request ${approval}`]),
    ...(from === undefined ? [] : [`after ${from}`]),
    ...(to === undefined ? [] : [`up to ${to}`]),
  ];
  return bounds.length === 0 ? [] : [`A part of the audit: ${bounds.join(", ")}.`];
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

function notesOf(verdict: AuditVerdict): readonly string[] {
  const { lastSealHash, notSealed, sealsNotCompared, withoutDetails } = verdict;
  const notes: string[] = [];
  if (sealsNotCompared > 0) {
    notes.push(`${renderCount(sealsNotCompared, "seal")} could not be compared: not all is here.`);
  }
  if (notSealed > 0) {
    notes.push(`${renderCount(notSealed, "entry", "entries")} not sealed yet.`);
  }
  if (withoutDetails > 0) {
    const count = renderCount(withoutDetails, "entry", "entries");
    notes.push(`${count} without details, as those of executions that were removed.`);
  }
  if (lastSealHash !== undefined) {
    notes.push(`Note down the last seal elsewhere, to ask for it later: ${lastSealHash}`);
  }
  return notes;
}
