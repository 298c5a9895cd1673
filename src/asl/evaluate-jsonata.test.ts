import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import jsonata from "jsonata";
import type { Json, JsonObject } from "../base/json.ts";
import { randomFrom } from "../base/random.ts";
import {
  evaluateArray,
  evaluateBoolean,
  evaluateInteger,
  evaluateJsonata,
  evaluateNumber,
  evaluateString,
  isExpression,
  type JsonataBindings,
  QueryEvaluationError,
} from "./evaluate-jsonata.ts";
import { type Expression, parseExpression } from "./jsonata/parse-expression.ts";

const AT = Date.parse("2026-01-02T03:04:05.678Z");

function bindings(input: Json = null, variables: JsonObject = {}): JsonataBindings {
  const states = { input, context: { State: { Name: "Ask" } } };
  return { states, variables, at: AT, random: randomFrom("a seed") };
}

const evaluate = (expression: string, input?: Json, variables?: JsonObject): Promise<Json> =>
  evaluateJsonata(`{% ${expression} %}`, bindings(input, variables), "Output");

async function problemOf(expression: string): Promise<string> {
  try {
    return `no problem: ${JSON.stringify(await evaluate(expression))}`.slice(0, 200);
  } catch (error) {
    assert.ok(error instanceof QueryEvaluationError, String(error));
    const start = `The JSONata expression '${expression}' specified for the field 'Output' `;
    assert.ok(error.message.startsWith(start), error.message);
    assert.equal(error.location, "Output");
    return error.message.slice(start.length);
  }
}

describe("evaluateJsonata()", () => {
  it("puts values in place of expressions at any depth, and leaves the rest", async () => {
    const template = {
      all: "{% $states.input %}",
      list: [null, 0.1, "{%$v.k%}", { a: "{% true %}" }],
      "no.$": "$.path",
      blanks: " {% states.input %} ",
      key: "{% {} %}",
    };
    const result = await evaluateJsonata(template, bindings({ a: 1 }, { v: { k: [1] } }), "Output");
    assert.deepEqual(result, {
      ...template,
      all: { a: 1 },
      list: [null, 0.1, [1], { a: true }],
      key: {},
    });
  });

  it("sees $states and variables", async () => {
    const full: JsonataBindings = {
      ...bindings({ a: 1 }, { one: 1 }),
      states: { input: 1, result: 2, errorOutput: { Error: "E" }, context: { c: 3 } },
    };
    const list =
      "{% [$states.input, $states.result, $states.errorOutput.Error, $states.context.c, $one] %}";
    assert.deepEqual(await evaluateJsonata(list, full, "Output"), [1, 2, "E", 3, 1]);
    assert.deepEqual(await evaluateJsonata("{% $states %}", full, "Output"), full.states);
  });

  it("makes no context object that nobody asks for", async () => {
    const states = {
      input: 1,
      get context(): JsonObject {
        throw new Error("asked for");
      },
    };
    const lazy = { ...bindings(), states };
    assert.equal(await evaluateJsonata("{% $states.input %}", lazy, "Output"), 1);
    await assert.rejects(evaluateJsonata("{% $states.context.a %}", lazy, "Output"), /asked for/);
  });

  const values: [string, Json][] = [
    ["$range(0, 10, 3)", [0, 3, 6, 9]],
    ["$range(1, 9, 9)", 1],
    ["$range(3.9, 1, -1)", [3, 2, 1]],
    ["$partition([1..5], 2.7)", [[1, 2], [3, 4], [5]]],
    ["$partition([], 2)", []],
    ["$hash('input data', 'SHA-1')", "aaff4a450a104cd177d28d18d74485e8cae074b7"],
    ["$parse('-0')", 0],
    ["$parse('[1, {\"a\": null}]')", [1, { a: null }]],
    ["$contains('hello$world', /^hello\\$/)", true],
    ["$now()", "2026-01-02T03:04:05.678Z"],
    ["$millis()", AT],
    ["$toMillis('1970-01-01T00:00:01Z')", 1000],
    ["$pad('ab', 5, 'xyz')", "abxyz"],
    ["$pad('a', -3)", "  a"],
    ["$join(['a', 'b'], '-')", "a-b"],
    ["$base64decode($base64encode('abc'))", "abc"],
    ["$count([1..100000])", 100_000],
    ["{'__proto__': 1, 'constructor': 2}", JSON.parse('{"__proto__":1,"constructor":2}')],
    ["{'a': $nothing, 'b': 1}", { b: 1 }],
    ["$random(7) = $random(7)", true],
    ["($random() = $random())", false],
    ["($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(200))", 200],
    ["($f := function($n, $s) { $n = 0 ? $s : $f($n - 1, $s + $n) }; $f(10000, 0))", 50_005_000],
    ["($x := 2; $f := function($n) { $n * $x }; $map([1, 2], $f))", [2, 4]],
  ];
  for (const [expression, expected] of values) {
    it(`evaluates ${expression}`, async () => {
      assert.deepEqual(await evaluate(expression), expected);
    });
  }

  it("takes hostile names in data for ordinary ones", async () => {
    const input = JSON.parse('{"__proto__":{"a":1},"constructor":2,"valueOf":3}') as Json;
    const names = "[$states.input.`__proto__`.a, $states.input.constructor, $states.input.valueOf]";
    assert.deepEqual(await evaluate(names, input), [1, 2, 3]);
    assert.deepEqual(await evaluate("$states.input", input), input);
    for (const name of ["constructor", "__proto__", "valueOf", "__defineGetter__"]) {
      assert.equal(await problemOf(`$states.context.${name}`), "returned nothing (undefined).");
    }
    assert.equal(await evaluate("({}).constructor = 1"), false);
  });

  it("repeats itself when the seed does", async () => {
    const expression = "[$random(), $uuid(), $shuffle([1..20])]";
    assert.deepEqual(await evaluate(expression), await evaluate(expression));
  });

  it("does not remember one evaluation in the next", async () => {
    assert.equal(await evaluate("($left := 1; $left)"), 1);
    assert.equal(await problemOf("$left"), "returned nothing (undefined).");
  });

  const error = "threw an error during evaluation.";
  const problems: [string, string][] = [
    ["$doesNotExist", "returned nothing (undefined)."],
    ["function($x) { $x }", "returned an unsupported result type."],
    ["{'f': $sum}", "returned an unsupported result type."],
    ["1 / 0", "returned an unsupported result type."],
    ["$nope()", `${error} T1006: Attempted to invoke a non-function`],
    ["$eval('1')", `${error} T1006: Attempted to invoke a non-function`],
    ["$randomSeeded(1)", `${error} T1006: Attempted to invoke a non-function`],
    ["$hash('a', 'SHA-3')", `${error} Unsupported hash algorithm: SHA-3`],
    ["$range(1, 2, 0)", `${error} The step must not be zero`],
    ["$error('mine')", `${error} D3137: mine`],
  ];
  for (const [expression, expected] of problems) {
    it(`fails on ${expression}`, async () => assert.equal(await problemOf(expression), expected));
  }

  it("says which of several expressions failed", async () => {
    const template = { good: "{% 1 %}", list: [1, { bad: "{% $no %}" }], worse: "{% $no() %}" };
    await assert.rejects(evaluateJsonata(template, bindings(), "Assign"), {
      error: "States.QueryEvaluationError",
      location: "Assign/list[1]/bad",
      message:
        "The JSONata expression '$no' specified for the field 'Assign/list[1]/bad' returned " +
        "nothing (undefined).",
    });
  });

  const double = (what: string) =>
    `($f := function($s, $n) { $n = 0 ? $s : $f(${what}, $n - 1) }; $f(`;
  const hostile = [
    "($f := function($x) { 1 + $f($x) }; $f(1))",
    "($f := function($x) { $f($x) }; $f(1))",
    "$count([1..10000000])",
    "$range(0, 1e300, 1)",
    "$pad('x', 500000000)",
    "$join([1..5].$pad('x', 2000000))",
    `${double("$s & $s")}'abcdefgh', 40))`,
    `${double("$append($s, $s)")}[1..1000], 40))`,
    `${double("[$s, $s]")}1, 40))`,
    `${double("{'a': $s, 'b': $s}")}1, 40))`,
    "($b := $pad('x', 2000000); [1..1000].$uppercase($b))",
    "({'b': {}} ~> |b|{'c': $}|)",
    `$match('${"a".repeat(40)}!', /(a+)+$/)`,
    "$distinct([1..1000000])",
  ];
  // Which bound it meets first depends on the machine; that it meets one does not.
  const bound = /Stack overflow error|Expression evaluation (timeout|memory limit exceeded)$/;
  for (const expression of hostile) {
    it(`is not stalled by ${expression.slice(0, 70)}`, { timeout: 20_000 }, async () => {
      assert.match(await problemOf(expression), bound);
      assert.equal(await evaluate("1 + 1"), 2);
    });
  }

  it("refuses a function as a value", async () => {
    assert.equal(await problemOf("{'then': /a/}"), "returned an unsupported result type.");
  });

  it("ends with the first expression of a field that takes too long", async () => {
    const slow = "{% ($f := function($x) { $f($x) }; $f(1)) %}";
    await assert.rejects(evaluateJsonata([slow, slow, slow], bindings(), "Output"), {
      location: "Output[0]",
    });
  });

  it("agrees with the library outside the sandbox, and fails with nothing else", async () => {
    const states = { input: { a: [1, { b: "x" }], c: null } };
    const variables = { v: [1, { a: 2 }] };
    await fc.assert(
      fc.asyncProperty(expressions(), async (text) => {
        let value: Json | undefined;
        try {
          value = await evaluateJsonata(
            `{% ${text} %}`,
            { ...bindings(null, variables), states: { ...states, context: {} } },
            "Output",
          );
        } catch (problem) {
          assert.ok(problem instanceof QueryEvaluationError, `${text}: ${problem}`);
          if (problem.message.endsWith("unsupported result type.")) return;
        }
        const expected = await jsonata(text)
          .evaluate(undefined, { ...variables, states })
          .catch(() => undefined);
        assert.deepEqual(value, toJson(expected), text);
      }),
      { numRuns: 500 },
    );
  });
});

describe("what an expression is sent of $states", () => {
  const context = { Map: { Item: { Index: 1, Value: { a: 7 } } }, State: { Name: "Ask" } };
  const states = { input: { a: { b: { c: 1, a: 2 }, c: [{ a: 3 }, { b: 4 }] }, b: 5 }, context };

  it("is enough for it", async () => {
    await fc.assert(
      fc.asyncProperty(paths(), async (text) => {
        const parsed = parseExpression(`{%${text}%}`);
        fc.pre(!("problem" in parsed));
        const expected = await jsonata(text)
          .evaluate(undefined, { states })
          .catch(() => undefined);
        const value = await evaluateJsonata(
          `{% ${text} %}`,
          { ...bindings(), states },
          "Output",
        ).catch(() => undefined);
        assert.deepEqual(value, toJson(expected), text);
      }),
      {
        numRuns: 1000,
        examples: [
          ["$states.input[a].b"],
          ["$states[input].context"],
          ["$states.input@$f.context"],
        ],
      },
    );
  });

  it("is no more than its names lead to", () => {
    const pathsOf = (text: string) => (parseExpression(`{%${text}%}`) as Expression).paths;
    assert.deepEqual(pathsOf("$states.context.Map.Item.Value.a"), [
      ["context", "Map", "Item", "Value", "a"],
    ]);
    assert.deepEqual(pathsOf("$states.input.a[b = $states.context.x].c"), [
      ["input", "a"],
      ["context", "x"],
    ]);
    assert.deepEqual(pathsOf("$states.input.a@$a.b"), [["input"]]);
    assert.deepEqual(pathsOf("$states.input.a.(%.b)"), [["input"]]);
    assert.deepEqual(pathsOf("$states[input].a"), [[]]);
    assert.deepEqual(pathsOf("$lookup($states, 'input')"), [[]]);
  });
});

/** Ways into `$states`, by names and by all that is not names. */
function paths(): fc.Arbitrary<string> {
  const start = fc.constantFrom("", ".input", ".input.a", ".context", ".context.Map");
  const name = fc.constantFrom(".a", ".b", ".c", ".Item", ".input", ".context");
  const other = fc.constantFrom(
    ..."[a] [b] [0] [] @$f #$i .* .** .% .(%.b) .(%.%) .(a) ^(a) .$f .$keys() .$f.a".split(" "),
    ...["{'k': a}", "[%.b]", ".(%.context)", "[%.%.b]", ".{'x': a, 'y': %.b}", ".[a, b]"],
  );
  const path = fc
    .tuple(start, fc.array(fc.oneof(name, other), { maxLength: 4 }))
    .map(([first, steps]) => `$states${first}${steps.join("")}`);
  const around = fc.constantFrom("", "($f := $states; X)", "[X, $states.input.b]", "$count(X)");
  return fc
    .tuple(around, path)
    .map(([form, text]) => (form ? form.replace("X", () => text) : text));
}

function toJson(value: unknown): Json | undefined {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as Json);
}

/** Random ones that parse, many of them of no sense. */
/** Where in a function's text a pattern is found depends on how the platform prints it. */
const APPLIES_PATTERN = /\/a\/\(|~> \/a\//;

function expressions(): fc.Arbitrary<string> {
  const atom = fc.constantFrom(
    ..."$states.input $v.a $v $sum 1 0 'a' null true [] {} /a/ $string $map $count".split(" "),
    "function($x) { [$x] }",
    "$states.input.a",
    "[1..3]",
  );
  const operator = fc.constantFrom(..."+ - * & = != < ~> in and or".split(" "));
  return fc
    .letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 4 },
        atom,
        fc.tuple(tie("expression"), operator, atom).map(([a, infix, b]) => `(${a} ${infix} ${b})`),
        fc.tuple(atom, tie("expression")).map(([f, argument]) => `${f}(${argument})`),
        fc.tuple(tie("expression"), atom).map(([of, filter]) => `(${of})[${filter}]`),
        fc.tuple(tie("expression"), atom).map(([of, by]) => `(${of})^(${by})`),
        fc.tuple(tie("expression"), atom).map(([of, by]) => `(${of}).(${by})`),
        fc.tuple(tie("expression"), atom).map(([of, key]) => `(${of}){'a': ${key}, $string($): $}`),
        fc.tuple(tie("expression"), atom).map(([test, then]) => `(${test} ? ${then} : $v)`),
        tie("expression").map((body) => `$map([1, 2], function($x) { [$x, ${body}] })`),
      ),
    }))
    .expression.filter((text) => !("problem" in parseExpression(`{% ${text} %}`)))
    .filter((text) => !APPLIES_PATTERN.test(text));
}

describe("fields of one type", () => {
  const expected = (type: string, actual: string, value: string) => ({
    error: "States.QueryEvaluationError",
    location: "Items",
    message:
      "The JSONata expression '$v' specified for the field 'Items' returned an unexpected " +
      `result type. Expected '${type}', but was '${actual}' for value: ${value}`,
  });
  const given = (v: Json) => ["{% $v %}", bindings(null, { v }), "Items"] as const;

  it("take expressions and literals of their type", async () => {
    assert.deepEqual(await evaluateArray(...given([1])), [1]);
    assert.deepEqual(await evaluateArray([1, "{% 2 %}"], bindings(), "Items"), [1, 2]);
    assert.equal(await evaluateBoolean(...given(false)), false);
    assert.equal(await evaluateInteger(...given(-3)), -3);
    assert.equal(await evaluateInteger(60, bindings(), "Seconds"), 60);
    assert.equal(await evaluateNumber(...given(0.5)), 0.5);
    assert.equal(await evaluateString(...given("a")), "a");
    assert.equal(await evaluateString("plain", bindings(), "Error"), "plain");
  });

  it("refuse others in AWS's words", async () => {
    await assert.rejects(evaluateArray(...given("s")), expected("array", "string", '"s"'));
    await assert.rejects(evaluateArray(...given({ a: 1 })), expected("array", "object", '{"a":1}'));
    await assert.rejects(evaluateArray(...given(true)), expected("array", "boolean", "true"));
    await assert.rejects(evaluateBoolean(...given([])), expected("boolean", "array", "[]"));
    await assert.rejects(evaluateInteger(...given(1.5)), expected("integer", "number", "1.5"));
    await assert.rejects(evaluateString(...given(null)), expected("string", "null", "null"));
  });
});

describe("isExpression()", () => {
  it("wants both marks, without anything before or after", () => {
    for (const text of ["{%%}", "{% $a %}", "{%\n1%}"]) assert.ok(isExpression(text), text);
    for (const text of ["", "{%}", "{% a", "a %}", " {% a %}", "{% a %} "]) {
      assert.ok(!isExpression(text), text);
    }
  });
});
