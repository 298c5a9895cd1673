import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { cpuMs, MOMENT_MS } from "../../test/support/cpu-time.ts";
import type { Json } from "../base/json.ts";
import { randomFrom } from "../base/random.ts";
import { matchesCondition } from "./choice-rules.ts";
import { applyResultPath, evaluateTemplate } from "./data-flow.ts";
import { evaluatePath } from "./evaluate-path.ts";
import { EvaluationError } from "./failure.ts";
import { findPath } from "./json-path/find-path.ts";

const BOOKS = [{ id: 1, title: "A", tags: ["x"] }, { id: 2, title: "B", tags: [] }, { id: 3 }];
const INPUT: Json = {
  books: BOOKS,
  "two words": 5,
  "it's": 6,
  'Test\\""Name"': 7,
  none: null,
  text: "abc",
  numbers: [0, 1, 2, 3, 4, 5],
  limit: 2,
};

function evaluate(path: string, input: Json = INPUT): Json {
  return evaluatePath(path, {
    input,
    context: { Execution: { Name: "run" } },
    random: randomFrom(""),
  });
}

describe("evaluatePath()", () => {
  const found: [string, Json][] = [
    ["$", INPUT],
    ["$.text", "abc"],
    ["$['two words']", 5],
    ['$["two words"]', 5],
    ["$['it\\'s']", 6],
    // AWS, recorded: the backslash before another kind of quote stays.
    [`$['Test\\""Name"']`, 7],
    ["$.none", null],
    ["$.books[0].title", "A"],
    ["$.books[-1].id", 3],
    ["$.books.[1].id", 2],
    ["$.numbers.length()", 6],
    // As Jayway reads them: no dot after a bracket, blanks at the end, no digit before the point.
    ["$.books[0]title", "A"],
    ["$.books[*]id", [1, 2, 3]],
    ["$$.Execution.Name ", "run"],
    ["$.numbers[?(@ > 3.)]", [4, 5]],
    ["$.numbers[?(@ < .85)]", [0]],
    ["$.numbers[?(@ <= -.5e1)]", []],
    ["$.books[0]['id','title','price']", { id: 1, title: "A" }],
    ["$$", { Execution: { Name: "run" } }],
    ["$$.Execution.Name", "run"],
    ["$.numbers[*]", [0, 1, 2, 3, 4, 5]],
    ["$.numbers[1:3]", [1, 2]],
    ["$.numbers[:2]", [0, 1]],
    ["$.numbers[-2:]", [4, 5]],
    ["$.numbers[0,2]", [0, 2]],
    ["$.books[*].title", ["A", "B"]],
    ["$..id", [1, 2, 3]],
    ["$..[0]", [BOOKS[0], "x", 0] as Json],
    ["$.books[?(@.id == 2)].title", ["B"]],
    ["$.books[?(@.id == '2')].title", ["B"]],
    ["$.books[?(@.id === '2')].title", []],
    ["$.books[?(@.title)].id", [1, 2]],
    // Without quotes: text, as people write it for AWS.
    ["$.books[?(@.title==B)]..id", [2]],
    ["$.books[?(@.title in [A, 'B'])].id", [1, 2]],
    ["$.numbers[(@.length-1)]", 5],
    ["$.books[( @.length - 2 )].id", 2],
    ["$.books[?(!@.title)].id", [3]],
    ["$.books[?(@.id <= $.limit && @.title != 'A')].id", [2]],
    ["$.books[?(@.id == 1 || (@.id == 3))].id", [1, 3]],
    ["$.books[?(@.title in ['A', 'C'])].id", [1]],
    ["$.books[?(@.title nin ['A', 'C'])].id", [2, 3]],
    ["$.books[?(@.tags empty true)].id", [2]],
    ["$.books[?(@.tags size 1)].id", [1]],
    ["$.books[?('x' in @.tags)].id", [1]],
    ["$.books[?(@.tags contains 'x')].id", [1]],
    ["$.books[?(@['id'] > 1)]['id']", [2, 3]],
    ["$.numbers[?(@ > 3)]", [4, 5]],
    // Indexing after a filter looks inside each match.
    ["$.books[?(@.id == 2)][0]", []],
  ];
  for (const [path, value] of found) {
    it(`finds ${path}`, () => assert.deepEqual(evaluate(path), value));
  }

  it("gives an empty list where an indefinite path finds nothing, even without a parent", () => {
    for (const path of ["$.items[*]", "$.item.items[*]", "$.item.items[1:5]", "$.items[:1].x"]) {
      assert.deepEqual(evaluate(path, {}), []);
    }
    for (const path of ["$..x", "$.text[*]", "$.text[?(@.x)]", "$.a[0,1]"]) {
      assert.deepEqual(evaluate(path, { text: "abc" }), []);
    }
  });

  const failing: [string, string][] = [
    ["$.no", "No results for path: $['no']"],
    ["$.no.such.result.path", "Missing property in path $['no']"],
    ["$.books[7]", "No results for path: $['books'][7]"],
    ["$.books[7].id", "No results for path: $['books'][7]['id']"],
    [
      "$.text.x",
      "Expected to find an object with property ['x'] in path $['text'] but found 'string'.",
    ],
    ["$.text[0]", 'Filter: [0] can only be applied to arrays. Current context is: "abc"'],
    ["$$.No", "No results for path: $['No']"],
    ["$.constructor", "No results for path: $['constructor']"],
    ["$.text.length()", "No results for path: $['text'].length()"],
    // AWS takes Jayway's functions in a definition, and finds nothing with them.
    ["$.numbers.sum()", "No results for path: $['numbers'].sum()"],
    ["$.numbers.index(0)", "No results for path: $['numbers'].index()"],
  ];
  for (const [path, problem] of failing) {
    it(`fails on ${path}`, () => {
      const message = `Invalid path '${path}' : ${problem}`;
      assert.throws(() => evaluate(path), {
        name: "EvaluationError",
        error: "States.Runtime",
        message,
      });
    });
  }

  it("takes __proto__ for an ordinary key", () => {
    const input = JSON.parse('{"__proto__": {"polluted": true}}') as Json;
    assert.deepEqual(evaluate("$.__proto__.polluted", input), true);
    assert.throws(() => evaluate("$.__proto__", {}), EvaluationError);
  });

  it("gives up on paths that lead to too many values", () => {
    const deep = JSON.parse(`${"[1,".repeat(1000)}1${"]".repeat(1000)}`) as Json;
    const wide = { list: Array.from({ length: 2000 }, () => 1) };
    for (const [path, input] of [
      ["$..*..*..*..*", deep],
      ["$.list[?($.list subsetof $.list)]", wide],
      ["$.list[?($.list[?($.list[?(@ == 2)])])]", wide],
    ] as [string, Json][]) {
      const startedMs = cpuMs();
      assert.throws(() => evaluate(path, input), {
        error: "States.Runtime",
        message: "The path leads to too many values.",
      });
      assert.ok(cpuMs() - startedMs < MOMENT_MS);
    }
  });

  it("walks data of any depth", () => {
    const deep = JSON.parse(`${"[".repeat(100_000)}1${"]".repeat(100_000)}`) as Json;
    assert.deepEqual(evaluate("$..[?(@ == 1)]", deep), [1]);
  });

  it("finds what ResultPath put there", () => {
    const names = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(names, fc.jsonValue(), (keys, value) => {
        const path = `$${keys.map((key) => `['${key.replace(/['\\]/g, "\\$&")}']`).join("")}`;
        const merged = applyResultPath(path, { kept: 1 }, value as Json);
        assert.deepEqual(evaluate(path, merged), value);
      }),
    );
  });

  it("fails in no other way, whatever the path and the data", () => {
    const symbols = "$ @ . .. [ ] ( ) ? * ' \" , : == < && || ! a b 0 -1 in \\".split(" ");
    const path = fc
      .array(fc.constantFrom(...symbols, " "), { maxLength: 12 })
      .map((parts) => `$${parts.join("")}`);
    fc.assert(
      fc.property(path, fc.jsonValue(), (text, input) => {
        if (findPath(text) === undefined) return;
        try {
          evaluate(text, input as Json);
        } catch (error) {
          assert.ok(error instanceof EvaluationError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("paths on variables", () => {
  const scope = {
    input: { order: "the input's" },
    context: {},
    random: randomFrom(""),
    variables: { order: { items: [{ id: 1 }, { id: 2 }] }, Größe: 3 },
  };

  it("walk on the variable", () => {
    assert.deepEqual(evaluatePath("$order", scope), scope.variables.order);
    assert.equal(evaluatePath("$order.items[1].id", scope), 2);
    assert.deepEqual(evaluatePath("$order.items[?(@.id > 1)].id", scope), [2]);
    assert.equal(evaluatePath("$Größe", scope), 3);
  });

  it("fail where there is no such variable or nothing at its path", () => {
    const failing = (path: string) => () => evaluatePath(path, scope);
    assert.throws(failing("$none"), { error: "States.Runtime" });
    assert.throws(failing("$constructor"), { error: "States.Runtime" });
    assert.throws(failing("$order.none"), {
      message: "Invalid path '$order.none' : No results for path: $['none']",
    });
  });

  it("are found by templates, intrinsic functions and choice rules", () => {
    const template = { "id.$": "$order.items[0].id", "sum.$": "States.MathAdd($Größe, 1)" };
    assert.deepEqual(evaluateTemplate(template, scope), { id: 1, sum: 4 });
    assert.ok(matchesCondition({ Variable: "$Größe", NumericEquals: 3 }, scope));
    assert.ok(matchesCondition({ Variable: "$none", IsPresent: false }, scope));
  });
});

describe("findPath()", () => {
  for (const text of [
    "",
    "a.b",
    "$.",
    "$.a.",
    "$..",
    "$.a b",
    "$.a[",
    "$.a[]",
    "$.a[x]",
    "$.a[:]",
    "$.a[1:2:3]",
    "$.a['b]",
    "$.a['b'",
    "$.a[?(@.x)",
    "$.a[?()]",
    "$.a[?(1)]",
    "$.a[?(@.x =~ /a+/)]",
    "$.a.total()",
    "$.a.length().b",
    "$$$",
    "@.a",
    `$.a[?${"(".repeat(5000)}@.x${")".repeat(5000)}]`,
    `$.a[?(${"!".repeat(5000)}@.x)]`,
    `$${".a".repeat(2000)}`,
  ]) {
    it(`takes ${text.length > 40 ? `${text.slice(0, 40)}…` : text || "no text"} for no path`, () => {
      assert.equal(findPath(text), undefined);
    });
  }

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => void findPath(`$${text}`)));
    findPath(`$.${"a".repeat(1_000_000)}`);
    findPath(`$['${"a\\".repeat(500_000)}`);
  });
});
