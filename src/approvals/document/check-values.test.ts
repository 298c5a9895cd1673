import assert from "node:assert/strict";
import { test } from "node:test";
import { cpuMs, MOMENT_MS } from "../../../test/support/cpu-time.ts";
import type { Json, JsonObject } from "../../base/json.ts";
import type { FormSchema } from "../form.ts";
import { readFields } from "../read-fields.ts";
import { checkValues } from "./check-values.ts";
import { formSchema } from "./form-schema.ts";

const FORM: FormSchema = {
  properties: {
    costCentre: { type: "string", pattern: "^[A-Z]{2}-\\d+$" },
    amount: { type: "number", minimum: 0, maximum: 100 },
    count: { type: "integer" },
    due: { type: "string", format: "date" },
    mail: { type: "string", format: "email" },
    kind: { type: "string", enum: ["a", "b"] },
    note: { type: "string", minLength: 2, maxLength: 3 },
    read: { type: "boolean", const: true },
  },
  required: ["costCentre"],
};

const problemsOf = (given: JsonObject, isComplete = true) =>
  Object.keys(checkValues(FORM, given, isComplete).problems);

test("values are what the form asks for, each with a problem of its own", () => {
  const good = { costCentre: "AB-1", amount: 100, count: 3, due: "2026-02-28", read: true };
  assert.deepEqual(checkValues(FORM, good, true), { values: good, problems: {} });
  const bad = {
    ...{ costCentre: "ab-1", amount: 100.5, count: 1.5, due: "2026-02-30", mail: "x@y" },
    ...{ kind: "c", note: "🙂", read: false },
  };
  assert.deepEqual(problemsOf(bad).toSorted(), Object.keys(FORM.properties).toSorted());
  assert.deepEqual(problemsOf({ ...good, note: "🙂🙂🙂" }), []);
  assert.deepEqual(problemsOf({ ...good, note: "🙂🙂🙂🙂" }), ["note"]);
  assert.deepEqual(problemsOf({ ...good, other: 1 }), ["other"]);
  assert.deepEqual(problemsOf({ ...good, constructor: "x" }), ["constructor"]);
  assert.deepEqual(problemsOf({ ...good, amount: "5" }), ["amount"]);
});

test("what is required counts only where the form has to be complete", () => {
  assert.deepEqual(problemsOf({ read: false }), ["costCentre", "read"]);
  assert.deepEqual(problemsOf({ read: false, costCentre: "" }, false), []);
  assert.deepEqual(problemsOf({ amount: -1 }, false), ["amount"]);
});

test("the fields of a page become values of the form's types", () => {
  const fields: Record<string, string> = {
    ...{ costCentre: " AB-1 ", amount: "12.50", count: "twelve", kind: "" },
  };
  assert.deepEqual(
    readFields(FORM, (name) => fields[name] ?? null),
    { costCentre: "AB-1", amount: 12.5, count: "twelve", read: false },
  );
});

test("a pattern is matched in linear time", () => {
  const form: FormSchema = { properties: { a: { type: "string", pattern: "^(a+)+$" } } };
  const startedMs = cpuMs();
  assert.deepEqual(Object.keys(checkValues(form, { a: `${"a".repeat(3_999)}!` }, true).problems), [
    "a",
  ]);
  // Backtracking would take longer than there are years.
  assert.ok(cpuMs() - startedMs < MOMENT_MS);
});

test("a form that plain HTML cannot show, or nobody can fill in, is refused", () => {
  const refused: Record<string, Json> = {
    nothing: { properties: {} },
    array: { properties: { a: { type: "array" } } },
    unknown: { properties: { a: { type: "string", contentEncoding: "base64" } } },
    lookahead: { properties: { a: { type: "string", pattern: "(?=a)" } } },
    limits: { properties: { a: { type: "number", minimum: 2, maximum: 1 } } },
    wrongLimit: { properties: { a: { type: "number", maxLength: 3 } } },
    wrongOption: { properties: { a: { type: "number", enum: ["1"] } } },
    wrongDefault: { properties: { a: { type: "integer", default: 1.5 } } },
    required: { properties: { a: { type: "string" } }, required: ["b"] },
    name: { properties: { __proto: { type: "string" } } },
    title: { properties: { a: { type: "string", title: "two\nlines" } } },
    open: { properties: { a: { type: "string" } }, additionalProperties: true },
  };
  for (const [name, form] of Object.entries(refused)) {
    assert.equal(formSchema.safeParse(form).success, false, name);
  }
  const kept = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
  assert.deepEqual(formSchema.parse(kept), {
    properties: { a: { type: "string" } },
    required: ["a"],
  });
});
