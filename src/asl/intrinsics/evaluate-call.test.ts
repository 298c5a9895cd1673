import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { cpuMs, MOMENT_MS } from "../../../test/support/cpu-time.ts";
import type { Json } from "../../base/json.ts";
import { randomFrom } from "../../base/random.ts";
import { EvaluationError } from "../failure.ts";
import { evaluateCall } from "./evaluate-call.ts";
import { FUNCTIONS } from "./functions.ts";
import { findCall } from "./parse-call.ts";

const INPUT: Json = {
  name: "Foo",
  list: [1, 2, 3, 4, 5],
  object: { Arg1: 1, Arg2: [], Arg3: "x" },
  mixed: [null, true, 1, 1, 1.0, "1", [], [], {}, { a: 1, b: 2 }, { b: 2, a: 1 }, null],
  template: "{} is \\{\\}",
  long: "x".repeat(10_001),
};

function evaluate(text: string, seed = "s"): Json {
  const context = { Execution: { Name: "run-1" } };
  return evaluateCall(text, { input: INPUT, context, random: randomFrom(seed) });
}

describe("evaluateCall()", () => {
  const results: [string, Json][] = [
    ["States.Format('Hello, my name is {}.', $.name)", "Hello, my name is Foo."],
    ["States.Format('{}{}{}{}', null, 1.1, true, 'x')", "null1.1truex"],
    ["States.Format('{} {}', $.object, $.list)", "{Arg1=1, Arg2=[], Arg3=x} [1, 2, 3, 4, 5]"],
    ["States.Format('\\{\\} {} \\'quoted\\' \\\\', 1)", "{} 1 'quoted' \\"],
    ["States.Format($.template, $.name)", "Foo is {}"],
    ["States.Format('plain')", "plain"],
    ["States.StringToJson('{\"a\": [1]}')", { a: [1] }],
    ["States.StringToJson('')", null],
    ["States.StringToJson(' ')", null],
    ["States.StringToJson('-0')", -0],
    ["States.JsonToString($.object)", '{"Arg1":1,"Arg2":[],"Arg3":"x"}'],
    ["States.JsonToString('HelloWorld')", '"HelloWorld"'],
    ["States.Array()", []],
    ["States.Array(1, 'two', $.name, null, States.Array(true))", [1, "two", "Foo", null, [true]]],
    ["States.ArrayPartition($.list, 2)", [[1, 2], [3, 4], [5]]],
    ["States.ArrayPartition($.list, 3.5)", [[1, 2, 3, 4], [5]]],
    ["States.ArrayPartition(States.Array(), 2)", []],
    ["States.ArrayContains($.list, 5)", true],
    ["States.ArrayContains($.list, '5')", false],
    ["States.ArrayContains(States.Array($.object), $.object)", true],
    ["States.ArrayRange(0, 10, 3)", [0, 3, 6, 9]],
    ["States.ArrayRange(1, 9, 9)", [1]],
    ["States.ArrayRange(3, 1, -1)", [3, 2, 1]],
    ["States.ArrayRange(3, 1, 1)", []],
    ["States.ArrayGetItem($.list, 2)", 3],
    ["States.ArrayLength($.list)", 5],
    ["States.ArrayUnique($.mixed)", [null, true, 1, "1", [], {}, { a: 1, b: 2 }]],
    ["States.Base64Encode('Data to encode')", "RGF0YSB0byBlbmNvZGU="],
    ["States.Base64Encode('')", ""],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", "Data to encode"],
    ["States.Base64Decode('4pyT')", "✓"],
    ["States.Hash('input data', 'SHA-1')", "aaff4a450a104cd177d28d18d74485e8cae074b7"],
    ["States.Hash('', 'MD5')", "d41d8cd98f00b204e9800998ecf8427e"],
    [
      'States.JsonMerge(States.StringToJson(\'{"a":1,"b":{"c":1}}\'), ' +
        'States.StringToJson(\'{"b":{"d":2}}\'), false)',
      { a: 1, b: { d: 2 } },
    ],
    ["States.MathAdd(1, 2)", 3],
    ["States.MathAdd(1.49, 1.5)", 3],
    ["States.MathAdd(1.5, 1.51)", 4],
    ["States.MathAdd(-1.5, -1.51)", -3],
    ["States.MathAdd(-1.5, 0)", -1],
    ["States.MathAdd(0.5, 0)", 1],
    ["States.MathAdd(-0.5, 0)", 0],
    ["States.MathAdd(2147483646, 1)", 2_147_483_647],
    ["States.StringSplit('1,2,3', ',')", ["1", "2", "3"]],
    ["States.StringSplit('This.is+a,test=string', '.+,=')", ["This", "is", "a", "test", "string"]],
    ["States.StringSplit(',,,,', ',')", []],
    ["States.StringSplit('abc', '')", ["abc"]],
    ["States.ArrayGetItem(States.StringSplit($$.Execution.Name, '-'), 0)", "run"],
    ["  States.ArrayLength( $.list )  ", 5],
    ["States.ArrayLength($.list[?(@ > 3 && @ != ')')])", 2],
    ["States.ArrayLength($['list'])", 5],
    ["States.MathAdd($.list.length(), 1)", 6],
  ];
  for (const [text, expected] of results) {
    it(`evaluates ${text}`, () => assert.deepEqual(evaluate(text), expected));
  }

  it("hashes other data as JSON text", () => {
    assert.equal(
      evaluate("States.Hash($.list, 'SHA-256')"),
      evaluate("States.Hash('[1,2,3,4,5]', 'SHA-256')"),
    );
  });

  const failures: [string, string][] = [
    ["States.Format('{} {}', 1)", "The template has 2 placeholders for 1 values."],
    ["States.Format('{}', 1, 2)", "The template has 1 placeholders for 2 values."],
    ["States.StringToJson('{')", "The text is no valid JSON."],
    ["States.StringToJson(1)", "Argument 1 must be a string."],
    ["States.ArrayPartition($.list, 0)", "The chunk size must be positive."],
    ["States.ArrayLength($.name)", "Argument 1 must be an array."],
    ["States.ArrayGetItem($.list, 5)", "The index 5 is out of bounds."],
    ["States.ArrayGetItem($.list, -1)", "The index -1 is out of bounds."],
    ["States.ArrayRange(0, 1000, 1)", "The range has more than 1000 items."],
    ["States.ArrayRange(0, 10, 0)", "The step must not be zero."],
    ["States.Base64Encode($.long)", "The text is longer than 10000 characters."],
    ["States.Base64Decode('A')", "The text is no valid Base64."],
    [
      "States.Hash('a', 'SHA-0')",
      "The algorithm must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512.",
    ],
    [
      "States.JsonMerge($.object, $.object, true)",
      "Only shallow merging is supported: argument 3 must be false.",
    ],
    ["States.JsonMerge($.list, $.object, false)", "Argument 1 must be a JSON object."],
    ["States.MathAdd(2147483647, 1)", "The sum is out of range."],
    ["States.MathAdd('1', 1)", "Argument 1 must be an integer."],
    ["States.MathRandom(5, 5)", "The start must be less than the end."],
  ];
  for (const [text, problem] of failures) {
    it(`fails on ${text}`, () => {
      assert.throws(() => evaluate(text), {
        error: "States.IntrinsicFailure",
        message: `The function '${text}' had the following error: ${problem}`,
      });
    });
  }

  it("names the innermost call that failed", () => {
    assert.throws(() => evaluate("States.Format('{}', States.ArrayGetItem($.list, 9))"), {
      message: /^The function 'States.ArrayGetItem\(\$.list, 9\)' had/,
    });
  });

  it("fails on a path that leads nowhere", () => {
    assert.throws(() => evaluate("States.Format('{}', $.x)"), {
      error: "States.Runtime",
      message: /^The JsonPath argument for the field '\$\.x' could not be found in the input '\{/,
    });
  });

  it("draws random values from the seed alone", () => {
    const uuid = evaluate("States.UUID()", "one");
    assert.match(
      String(uuid),
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    assert.equal(evaluate("States.UUID()", "one"), uuid);
    assert.notEqual(evaluate("States.UUID()", "two"), uuid);
  });

  it("draws numbers from the start to below the end, and the same for the same seed", () => {
    const drawn = new Set<Json>();
    for (let seed = 0; seed < 200; seed++) {
      drawn.add(evaluate("States.MathRandom(12.5, 15.51)", String(seed)));
    }
    assert.deepEqual([...drawn].sort(), [13, 14, 15]);
    assert.equal(
      evaluate("States.MathRandom(1, 999, 42)", "one"),
      evaluate("States.MathRandom(1, 999, 42)", "two"),
    );
  });

  it("finds unique items of a payload-sized list at once", () => {
    const list = Array.from({ length: 50_000 }, (_, index) => [index]);
    const startedMs = cpuMs();
    const scope = { input: list, context: {}, random: randomFrom("") };
    assert.equal((evaluateCall("States.ArrayUnique($)", scope) as Json[]).length, 50_000);
    assert.ok(cpuMs() - startedMs < MOMENT_MS);
  });

  it("fails in no other way, whatever the arguments", () => {
    const names = Object.keys(FUNCTIONS);
    const value = fc.oneof(
      fc.constantFrom("$.a", "$.b", "$", "null", "true", "0", "-1.5", "1e300", "'{}'", "'\\\\'"),
      fc.integer().map(String),
    );
    const call = fc.tuple(fc.constantFrom(...names), fc.array(value, { maxLength: 4 }));
    fc.assert(
      fc.property(call, fc.dictionary(fc.string(), fc.jsonValue()), ([name, values], rest) => {
        const text = `${name}(${values.join(",")})`;
        if (findCall(text) === undefined) return;
        const input = { ...rest, a: "text", b: [rest] } as Json;
        try {
          evaluateCall(text, { input, context: {}, random: randomFrom("") });
        } catch (error) {
          assert.ok(error instanceof EvaluationError, String(error));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("findCall()", () => {
  const nested = (depth: number) => `${"States.Array(".repeat(depth)}1${")".repeat(depth)}`;

  for (const text of [
    "",
    "States",
    "States.Nothing()",
    "States.constructor()",
    "Format('{}')",
    "States.Format('{}'",
    "States.Format('{}) ",
    "States.Format('{}', )",
    "States.Format('{}' 'x')",
    "States.Format()",
    "States.Format('{}', $.)",
    "States.Format('{}', $.a b)",
    'States.Format("{}")',
    "States.UUID(1)",
    "States.UUID() tail",
    "States.MathAdd(1)",
    "States.MathRandom(1, 2, 3, 4)",
    nested(11),
    nested(100_000),
  ]) {
    const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text || "no text";
    it(`takes ${shown} for no call`, () => assert.equal(findCall(text), undefined));
  }

  it("takes ten nested functions", () => assert.notEqual(findCall(nested(10)), undefined));

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => void findCall(`States.Array(${text})`)));
    findCall(`States.Format('${"\\'".repeat(500_000)}')`);
    findCall(`States.Format('${"a".repeat(1_000_000)}')`);
  });
});
