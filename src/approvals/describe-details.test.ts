import assert from "node:assert/strict";
import { test } from "node:test";
import { describeDetails } from "./describe-details.ts";

test("an expense report becomes labelled values and a table of its transactions", () => {
  assert.deepEqual(
    describeDetails({
      employeeId: "EMP12345",
      employeeName: "Jane Doe",
      submissionDate: "2024-09-25T14:30:00Z",
      totalExpense: 750.5,
      currency: "USD",
      transactions: [
        { transactionId: "T001", date: "2024-09-20", category: "Travel", amount: 450 },
        { transactionId: "T002", date: "2024-09-21", category: "Hotel", amount: 300.5 },
      ],
      approvalRequired: true,
    }),
    [
      {
        kind: "fields",
        fields: [
          { label: "Employee ID", value: "EMP12345" },
          { label: "Employee name", value: "Jane Doe" },
          { label: "Submission date", value: "25 Sep 2024, 14:30 UTC" },
          { label: "Total expense", value: "750.50 USD" },
          { label: "Currency", value: "USD" },
          { label: "Approval required", value: "Yes" },
        ],
      },
      {
        kind: "table",
        title: "Transactions",
        columns: [
          { label: "Transaction ID", isNumeric: false },
          { label: "Date", isNumeric: false },
          { label: "Category", isNumeric: false },
          { label: "Amount", isNumeric: true },
        ],
        rows: [
          ["T001", "20 Sep 2024", "Travel", "450.00 USD"],
          ["T002", "21 Sep 2024", "Hotel", "300.50 USD"],
        ],
      },
    ],
  );
});

const valuesOf = (details: Parameters<typeof describeDetails>[0]) => {
  const [block] = describeDetails(details);
  assert(block?.kind === "fields");
  return block.fields.map(({ value }) => value);
};

test("amounts are never rounded, in no currency", () => {
  assert.deepEqual(valuesOf({ currency: "USD", amount: 1234567.891 }).at(-1), "1,234,567.891 USD");
  assert.deepEqual(valuesOf({ currency: "JPY", amount: 5000 }).at(-1), "5,000 JPY");
  assert.deepEqual(valuesOf({ amount: 5000.5 }), ["5000.5"]);
});

test("numbers that are no money stay as they are", () => {
  assert.deepEqual(valuesOf({ currency: "USD", costCenterId: 4711, year: 2024 }), [
    "USD",
    "4711",
    "2024",
  ]);
});

test("text that only looks like a date stays as it is", () => {
  assert.deepEqual(valuesOf({ a: "2024-02-31", b: "2024-9-1", c: "2024-09-20 or so" }), [
    "2024-02-31",
    "2024-9-1",
    "2024-09-20 or so",
  ]);
});

test("marks that reverse the writing direction become visible", () => {
  assert.deepEqual(valuesOf({ file: "invoice\u202efdp.exe" }), ["invoice\ufffdfdp.exe"]);
});

test("nothing is left out: empty values, mixed lists, rows with other keys, depth", () => {
  assert.deepEqual(valuesOf({ a: null, b: "", c: [], d: {}, e: [1, { x: 2 }], f: ["x", true] }), [
    "–",
    "–",
    "–",
    "–",
    '[1,{"x":2}]',
    "x, Yes",
  ]);
  const [table] = describeDetails([{ a: 1 }, { b: 2 }]);
  assert(table?.kind === "table");
  assert.deepEqual(table.rows, [
    ["1", "–"],
    ["–", "2"],
  ]);
  const deep = describeDetails({ a: { b: { c: { d: { e: 5 } } } } });
  assert.deepEqual(deep, [
    { kind: "fields", title: "A · B · C", fields: [{ label: "D", value: '{"e":5}' }] },
  ]);
});

test("a scalar is a detail too", () => {
  assert.deepEqual(describeDetails("just do it"), [
    { kind: "fields", fields: [{ label: "Details", value: "just do it" }] },
  ]);
  assert.deepEqual(describeDetails(undefined), []);
});
