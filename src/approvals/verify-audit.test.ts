import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonObject } from "../base/json.ts";
import type { AuditEntryRecord, AuditSealRecord } from "../store/audit-records.ts";
import { chainEntries, nextSeal } from "./audit-chain.ts";
import { type AuditExport, type ExportedEntry, verifyAudit } from "./verify-audit.ts";

const HOUR = 3_600_000;

/** An audit of some requests, with a seal over every hour. */
function auditOf(steps: readonly { readonly request: number; readonly words: string[] }[]) {
  const heads = new Map<number, AuditEntryRecord>();
  const entries: ExportedEntry[] = [];
  const seals: AuditSealRecord[] = [];
  for (const [index, { request, words }] of steps.entries()) {
    const chain = chainEntries(heads.get(request), {
      approvalId: `request-${request}`,
      at: (index + 1) * HOUR,
      requestSha256: `digest-${request}`,
      entries: words.map((what) => ({ what, actor: "ann@example.com", details: { what } })),
    });
    for (const entry of chain) heads.set(request, entry);
    const exported = chain.map((entry) => ({
      ...entry,
      details: JSON.parse(entry.details ?? "null") as JsonObject,
    }));
    entries.push(...exported);
    const untilAt = (index + 1) * HOUR;
    const hashes = exported.map(({ hash }) => hash);
    if (hashes.length > 0) {
      seals.push(nextSeal(seals.at(-1), { hashes, sealedAt: untilAt + 600_000, untilAt }));
    }
  }
  return { entries, seals };
}

const audits = () =>
  fc
    .array(
      fc.record({
        request: fc.integer({ min: 1, max: 3 }),
        words: fc.array(fc.constantFrom("opened", "decided", "closed"), {
          minLength: 1,
          maxLength: 3,
        }),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map(auditOf);

test("an audit is as it was written, whatever its order and however much of it there is", () => {
  fc.assert(
    fc.property(audits(), fc.nat(), ({ entries, seals }, cut) => {
      const reversed = { entries: entries.toReversed(), seals: seals.toReversed() };
      assert.deepEqual(verifyAudit(reversed).problems, []);
      const forgotten = entries.map((entry) => ({ ...entry, details: null }));
      assert.deepEqual(verifyAudit({ entries: forgotten, seals }).problems, []);
      const fromAt = (cut % 8) * HOUR;
      const later: AuditExport = {
        entries: entries.filter(({ at }) => at > fromAt),
        seals: seals.filter((seal) => seal.fromAt >= fromAt),
        fromAt,
      };
      assert.deepEqual(verifyAudit(later).problems, []);
    }),
  );
});

test("no entry can be changed, removed, moved or told twice", () => {
  fc.assert(
    fc.property(audits(), fc.nat(), ({ entries, seals }, draw) => {
      const index = draw % entries.length;
      const chosen = entries[index] as ExportedEntry;
      const others = entries.toSpliced(index, 1);
      const changed: readonly ExportedEntry[] = [
        { ...chosen, actor: "eve@example.com" },
        { ...chosen, at: chosen.at + 1 },
        { ...chosen, what: "else" },
        { ...chosen, details: { what: "else" } },
        { ...chosen, requestSha256: "else" },
        { ...chosen, approvalId: "request-9" },
        { ...chosen, proof: "key" },
      ];
      for (const entry of changed) {
        assert.notDeepEqual(verifyAudit({ entries: [...others, entry], seals }).problems, []);
      }
      assert.notDeepEqual(verifyAudit({ entries: others, seals }).problems, [], "one is missing");
      assert.notDeepEqual(verifyAudit({ entries: [...entries, chosen], seals }).problems, []);
      const { approvalId } = chosen;
      const withoutRequest = entries.filter((entry) => entry.approvalId !== approvalId);
      assert.notDeepEqual(verifyAudit({ entries: withoutRequest, seals }).problems, []);
    }),
  );
});

test("no seal can be changed or removed, and one that was noted down must be there", () => {
  const { entries, seals } = auditOf([
    { request: 1, words: ["opened"] },
    { request: 2, words: ["opened"] },
    { request: 1, words: ["decided", "closed"] },
  ]);
  const [first, second, third] = seals as [AuditSealRecord, AuditSealRecord, AuditSealRecord];
  const of = (...given: readonly AuditSealRecord[]) =>
    verifyAudit({ entries, seals: given }).problems;
  assert.deepEqual(of(first, second, third), []);
  assert.notDeepEqual(of(second, third), []);
  assert.notDeepEqual(of(first, third), []);
  assert.notDeepEqual(of(first, { ...second, entries: 9 }, third), []);
  assert.equal(verifyAudit({ entries, seals: [first, second] }).notSealed, 2);
  const known = verifyAudit({ entries, seals }, second.hash);
  assert.deepEqual([known.problems, known.lastSealHash], [[], third.hash]);
  assert.match(
    String(verifyAudit({ entries, seals }, "0000").problems),
    /no seal has the hash 0000/,
  );
});

test("details go from all entries of a request together, and are counted", () => {
  const { entries, seals } = auditOf([{ request: 1, words: ["opened", "decided", "closed"] }]);
  const without = (...numbers: readonly number[]) =>
    entries.map((entry) => (numbers.includes(entry.number) ? { ...entry, details: null } : entry));
  assert.match(
    String(verifyAudit({ entries: without(2), seals }).problems),
    /^entry 2 of request request-1 has lost its details, others of the request have not$/,
  );
  const gone = verifyAudit({ entries: without(1, 2, 3), seals });
  assert.deepEqual([gone.problems, gone.withoutDetails], [[], 3]);
});

test("an entry has no other members than those that its hash is over", () => {
  const { entries, seals } = auditOf([{ request: 1, words: ["opened"] }]);
  const [opened] = entries as [ExportedEntry];
  const more = { ...opened, reason: "She was told to" };
  const { details: _, ...less } = opened;
  for (const entry of [more, less as ExportedEntry]) {
    const { problems } = verifyAudit({ entries: [entry], seals });
    assert.match(String(problems), /has other members than when it was written/);
  }
});

test("an export holds nothing but what it says it holds", () => {
  const { entries } = auditOf([
    { request: 1, words: ["opened"] },
    { request: 2, words: ["opened"] },
  ]);
  const of = (bounds: Partial<AuditExport>) =>
    verifyAudit({ entries, seals: [], ...bounds }).problems;
  assert.deepEqual(of({ fromAt: 0, untilAt: 2 * HOUR }), []);
  for (const bounds of [{ fromAt: HOUR }, { untilAt: HOUR }, { approvalId: "request-1" }]) {
    assert.match(String(of(bounds)), /^entry 1 of request request-\d is not of what the export/);
  }
});
