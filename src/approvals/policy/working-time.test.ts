import assert from "node:assert/strict";
import { test } from "node:test";
import { addDuration } from "./working-time.ts";

test("working days are counted out, however rare they are", () => {
  const mondays = { timeZone: "UTC", days: [1], from: 0, to: 24 * 60, holidays: [] };
  const monday = Date.UTC(2026, 0, 5);
  const after = addDuration(monday, { ms: 0, workingDays: 260 }, mondays);
  assert.equal((after - monday) / 86_400_000, 260 * 7);
});
