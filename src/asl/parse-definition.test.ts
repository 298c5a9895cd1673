import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Json, JsonObject } from "../base/json.ts";
import { OPERATORS } from "./choice-rules/operators.ts";
import { parseDefinition } from "./parse-definition.ts";
import { problemsOf, problemsOfState } from "./testing.ts";

const task = (fields: JsonObject): JsonObject => ({
  Type: "Task",
  Resource: "arn:aws:states:::sns:publish",
  End: true,
  ...fields,
});
const wait = (fields: JsonObject): JsonObject => ({ Type: "Wait", End: true, ...fields });
const pass = (fields: JsonObject): JsonObject => ({ Type: "Pass", End: true, ...fields });
const choice = (...rules: Json[]): JsonObject => ({ Type: "Choice", Choices: rules, Default: "Y" });

describe("parseDefinition()", () => {
  it("gives the definition of a text without problems", () => {
    const definition = {
      Comment: "All there is",
      Version: "1.0",
      QueryLanguage: "JSONPath",
      StartAt: "Ask",
      TimeoutSeconds: 60,
      States: {
        Ask: {
          Type: "Task",
          Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
          InputPath: "$.report",
          Parameters: {
            "Message.$": "States.Format('{}', $$.Task.Token)",
            list: [{ "a.$": "$..b" }],
          },
          ResultSelector: { "status.$": "$.Status" },
          ResultPath: "$.decision",
          OutputPath: null,
          TimeoutSecondsPath: "$.timeout",
          HeartbeatSeconds: 30,
          Credentials: { "RoleArn.$": "$.role" },
          Retry: [
            {
              ErrorEquals: ["States.Timeout"],
              IntervalSeconds: 0,
              MaxAttempts: 0,
              BackoffRate: 1.5,
              MaxDelaySeconds: 10,
              JitterStrategy: "FULL",
            },
            { ErrorEquals: ["States.ALL"] },
          ],
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed", ResultPath: "$.error" }],
          Next: "Check",
        },
        Check: {
          Type: "Choice",
          Choices: [
            {
              And: [
                { Variable: "$.a", IsPresent: true },
                { Not: { Variable: "$$.Execution.Name", StringMatches: "x*" } },
              ],
              Comment: "both",
              Next: "Pause",
            },
            { Variable: "$.at", TimestampLessThanEqualsPath: "$.until", Next: "Done" },
          ],
          Default: "Failed",
        },
        Pause: { Type: "Wait", Timestamp: "2030-01-01T00:00:00Z", Next: "Note", End: false },
        Note: { Type: "Pass", Result: { "literal.$": "no path" }, ResultPath: null, Next: "Done" },
        Done: { Type: "Succeed" },
        Failed: { Type: "Fail", ErrorPath: "$.error.Error", CausePath: "States.UUID()" },
      },
    };
    assert.deepEqual(parseDefinition(JSON.stringify(definition)), {
      definition,
      diagnostics: [],
    });
  });

  it("says where a text stops being JSON", () => {
    assert.deepEqual(parseDefinition("not a definition").diagnostics, [
      {
        severity: "ERROR",
        code: "INVALID_JSON_DESCRIPTION",
        message:
          "Unrecognized token 'not': was expecting " +
          "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
        location: '[Source: (String)"not a definition"; line: 1, column: 4]',
      },
    ]);
    const [long] = parseDefinition(`{${" ".repeat(600)}`).diagnostics;
    assert.match(
      long?.location ?? "",
      /^\[Source: \(String\)"\{ {499}"\[truncated 101 chars\]; line/,
    );
  });

  it("wants an object", () => {
    const problem = "INVALID_JSON_DESCRIPTION Definition must be a valid JSON object";
    assert.deepEqual(problemsOf([]), [problem]);
    assert.deepEqual(problemsOf("text"), [problem]);
    assert.equal(parseDefinition("").diagnostics[0]?.message, problem.slice(25));
  });

  it("refuses what is nested too deep", () => {
    for (const depth of [501, 200_000]) {
      const text = `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
      assert.equal(parseDefinition(text).diagnostics[0]?.code, "TOO_DEEPLY_NESTED");
    }
  });

  describe("on the machine", () => {
    const machines: [Json, string[]][] = [
      [{}, ["/: These fields are required: [States, StartAt]"]],
      [{ StartAt: "A" }, ["/: These fields are required: [States]"]],
      [{ States: { A: pass({}) } }, ["/: These fields are required: [StartAt]"]],
      [
        { StartAt: "A", States: {} },
        [
          "/States: Value cannot be empty",
          "MISSING_TRANSITION_TARGET /StartAt: Missing 'Next' target: A",
          "MISSING_END_STATE Workflow has no terminal state",
        ],
      ],
      [
        { StartAt: "A", States: { A: pass({}) }, Startat: "A", Version: "2.0", TimeoutSeconds: -1 },
        [
          "/: Field 'Startat' is not supported",
          "/Version: Value should be one of the following: [1.0]",
          "/TimeoutSeconds: Minimum value is 0",
        ],
      ],
      [{ StartAt: 1, States: { A: pass({}) } }, ["/StartAt: Expected value of type String"]],
      [{ StartAt: "A", States: [] }, ["/States: Expected value of type Object"]],
      [
        { StartAt: "A", States: { A: 1, B: { Type: "Nothing" }, C: {} } },
        [
          "/States/A: Expected value of type Object",
          "/States/B/Type: Value should be one of the following: [Task, Pass, Choice, Wait, Succeed, Fail, Parallel, Map]",
          "/States/C: These fields are required: [Type]",
          "MISSING_END_STATE Workflow has no terminal state",
        ],
      ],
    ];
    for (const [definition, expected] of machines) {
      it(`reports ${expected[0]}`, () => assert.deepEqual(problemsOf(definition), expected));
    }

    it("limits the names of states to 80 characters", () => {
      const machine = (name: string) => ({ StartAt: name, States: { [name]: pass({}) } });
      assert.deepEqual(problemsOf(machine("\u{1f600}".repeat(80))), []);
      const long = "n".repeat(81);
      assert.deepEqual(problemsOf(machine(long)), [
        `INVALID_STATE_NAME /States/${long}: State name: ${long} exceeds the 80-character limit allowed by the service`,
      ]);
    });
  });

  describe("on transitions", () => {
    it("names each target that does not exist where it is named, and reports AWS's way", () => {
      const states = {
        A: task({ End: false, Next: "NOPE", Catch: [{ ErrorEquals: ["E"], Next: "GONE" }] }),
        C: {
          Type: "Choice",
          Choices: [{ Variable: "$.x", IsNull: true, Next: "N" }],
          Default: "D",
        },
      };
      const missing = (name: string, location: string) =>
        `MISSING_TRANSITION_TARGET ${location}: Missing 'Next' target: ${name}`;
      assert.deepEqual(problemsOf({ StartAt: "Z", States: states }), [
        missing("Z", "/StartAt"),
        missing("NOPE", "/States/A/Next"),
        missing("GONE", "/States/A/Catch[0]/Next"),
        missing("N", "/States/C/Choices[0]/Next"),
        missing("D", "/States/C/Default"),
        "MISSING_END_STATE Workflow has no terminal state",
      ]);
    });

    it("names states that nothing leads to", () => {
      const loop = { A: pass({ End: false, Next: "B" }), B: pass({ End: false, Next: "A" }) };
      assert.deepEqual(problemsOf({ StartAt: "A", States: { ...loop, C: { Type: "Succeed" } } }), [
        'MISSING_TRANSITION_TARGET /States/C: State "C" is not reachable.',
      ]);
      assert.deepEqual(problemsOf({ StartAt: "A", States: { ...loop, C: loop.A } }), [
        "MISSING_END_STATE Workflow has no terminal state",
      ]);
    });

    it("reads no inherited names as states", () => {
      assert.deepEqual(problemsOf({ StartAt: "constructor", States: { A: pass({}) } }), [
        "MISSING_TRANSITION_TARGET /StartAt: Missing 'Next' target: constructor",
        'MISSING_TRANSITION_TARGET /States/A: State "A" is not reachable.',
      ]);
    });
  });

  const X = "/States/X";
  const states: [string, JsonObject, string[]][] = [
    [
      "both Next and End",
      pass({ Next: "Y" }),
      [`${X}: There should only be one of the following fields: [Next, End]`],
    ],
    [
      "neither Next nor End",
      { Type: "Pass", End: false },
      [
        `${X}: This object should have only one of the following fields: [Next, End]`,
        "MISSING_END_STATE Workflow has no terminal state",
      ],
    ],
    ["an unknown field", pass({ Retry: [] }), [`${X}: Field 'Retry' is not supported`]],
    [
      "a transition of Succeed",
      { Type: "Succeed", End: true },
      [`${X}: Field 'End' is not supported`],
    ],
    [
      "Fail with both forms",
      { Type: "Fail", Error: "E", ErrorPath: "$.e", Cause: 1 },
      [
        `${X}: There should only be one of the following fields: [Error, ErrorPath]`,
        `${X}/Cause: Expected value of type String`,
      ],
    ],
    [
      "Fail with a bad path",
      { Type: "Fail", CausePath: "e" },
      [`${X}/CausePath: Value must be a valid JSONPath.`],
    ],
    [
      "a path that is none",
      pass({ InputPath: "a" }),
      [`${X}/InputPath: Value must be a valid JSONPath.`],
    ],
    [
      "ResultPath with many results",
      pass({ ResultPath: "$.a[*]" }),
      [`${X}/ResultPath: Value is not a Reference Path`],
    ],
    [
      "ResultPath into the context",
      pass({ ResultPath: "$$.a" }),
      [`${X}/ResultPath: Value is not a Reference Path`],
    ],
    [
      "Parameters that are no object",
      pass({ Parameters: [] }),
      [`${X}/Parameters: Expected value of type Object`],
    ],
    [
      "a template with a bad expression",
      pass({ Parameters: { a: [{ "x.$": "a" }], "y.$": 1, "z.$": "States.Format('{}'" } }),
      ["x.$", "y.$", "z.$"].map(
        (key) =>
          `${X}/Parameters: The value for the field '${key}' must be a valid JSONPath ` +
          "or a valid intrinsic function call",
      ),
    ],
    [
      "a template with a key twice",
      pass({ Parameters: { "a.$": "$", a: 1 } }),
      [`${X}/Parameters: The fields 'a' and 'a.$' would both become 'a'`],
    ],
    ["a Result that looks like a template", pass({ Result: { "x.$": "nothing" } }), []],
    ["no Resource", { Type: "Task", End: true }, [`${X}: These fields are required: [Resource]`]],
    [
      "a Resource that is no ARN",
      task({ Resource: "sns" }),
      [`${X}/Resource: Value is not a valid resource ARN`],
    ],
    [
      "a Resource without such a pattern",
      task({ Resource: "arn:aws:states:::sns:publish.sync" }),
      [
        `${X}/Resource: The resource provided arn:aws:states:::sns:publish.sync is not recognized. ` +
          "The value is not a valid resource ARN, or the resource is not available in this region.",
      ],
    ],
    [
      "Credentials without a role",
      task({ Credentials: {} }),
      [`${X}/Credentials: The field 'RoleArn' is required but was missing`],
    ],
    [
      "Credentials for an activity",
      task({
        Resource: "arn:aws:states:us-east-1:123456789012:activity:a",
        Credentials: { RoleArn: "r" },
      }),
      [`${X}/Credentials: The field 'Credentials' is not supported for activities`],
    ],
    [
      "timeouts out of range",
      task({ TimeoutSeconds: 0, HeartbeatSeconds: 100_000_000 }),
      [
        `${X}/HeartbeatSeconds: HeartbeatSeconds must be smaller than TimeoutSeconds`,
        `${X}/TimeoutSeconds: Minimum value is 1`,
        `${X}/HeartbeatSeconds: Maximum value is 99999999`,
      ],
    ],
    [
      "timeouts of other types",
      task({ TimeoutSeconds: "60", HeartbeatSeconds: 1.5 }),
      [
        `${X}/TimeoutSeconds: Expected value of type Integer`,
        `${X}/HeartbeatSeconds: Expected value of type Integer`,
      ],
    ],
    [
      "a heartbeat as long as the timeout",
      task({ TimeoutSeconds: 60, HeartbeatSeconds: 60 }),
      [`${X}/HeartbeatSeconds: HeartbeatSeconds must be smaller than TimeoutSeconds`],
    ],
    [
      "a timeout twice",
      task({ TimeoutSeconds: 60, TimeoutSecondsPath: "$.t" }),
      [
        `${X}: There should only be one of the following fields: [TimeoutSeconds, TimeoutSecondsPath]`,
      ],
    ],
    [
      "a Wait without an end",
      wait({}),
      [
        `${X}: This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp]`,
      ],
    ],
    [
      "a Wait with two",
      wait({ Seconds: 1, Timestamp: "2030-01-01T00:00:00Z" }),
      [
        `${X}: There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp]`,
      ],
    ],
    ["a Wait of nothing", wait({ Seconds: 0 }), []],
    ["a negative Wait", wait({ Seconds: -1 }), [`${X}/Seconds: Minimum value is 0`]],
    [
      "a Wait for no timestamp",
      wait({ Timestamp: "2016-03-14 01:59:00Z" }),
      [`${X}/Timestamp: String does not match RFC3339 timestamp`],
    ],
    ["no rules", choice(), [`${X}/Choices: Value cannot be empty`]],
    [
      "a rule of JSONata",
      choice({ Condition: true, Output: 1, Next: "Y" }),
      ["Condition", "Output"].map(
        (field) =>
          `${X}/Choices[0]: The QueryLanguage is set to 'JSONPath', but field '${field}' is only ` +
          "supported for the 'JSONata' QueryLanguage",
      ),
    ],
    [
      "a rule without Next",
      choice({ Variable: "$.a", IsNull: true }),
      [`${X}/Choices[0]: These fields are required: [Next]`],
    ],
    [
      "a rule without operator",
      choice({ Variable: "$.a", Next: "Y" }),
      [
        `${X}/Choices[0]: This object should have only one of the following fields: ` +
          `[${[...OPERATORS.keys()].join(", ")}]`,
      ],
    ],
    [
      "a rule with two operators",
      choice({ Variable: "$.a", IsNull: true, NumericEquals: 1, Next: "Y" }),
      [
        `${X}/Choices[0]: There should only be one of the following fields: [NumericEquals, IsNull]`,
      ],
    ],
    [
      "a rule of no kind",
      choice({ StringEquals: "a", Next: "Y" }),
      [
        `${X}/Choices[0]: The object must have only one of the following fields, [And, Or, Not, Variable, Condition]`,
      ],
    ],
    [
      "a nested Next",
      choice({ And: [{ Variable: "$.a", IsNull: true, Next: "Y" }], Next: "Y" }),
      [`${X}/Choices[0]/And[0]: Field 'Next' is not supported`],
    ],
    [
      "operands of other types",
      choice(
        { Variable: "a", StringEquals: 1, Next: "Y" },
        { Variable: "$..a", TimestampEquals: "now", Next: "Y" },
        { Not: { Variable: "$.a", NumericLessThanPath: 5 }, Next: "Y" },
        { Or: [], Next: "Y" },
      ),
      [
        `${X}/Choices[0]/Variable: Value is not a Reference Path: Reference path didn't start with '$'`,
        `${X}/Choices[0]/StringEquals: Expected value of type String`,
        `${X}/Choices[1]/Variable: Value is not a Reference Path`,
        `${X}/Choices[1]/TimestampEquals: String does not match RFC3339 timestamp`,
        `${X}/Choices[2]/Not/NumericLessThanPath: Expected value of type String`,
        `${X}/Choices[3]/Or: Value cannot be empty`,
      ],
    ],
    [
      "retriers out of range",
      task({
        Retry: [
          {
            ErrorEquals: [],
            IntervalSeconds: -1,
            MaxAttempts: 1.5,
            BackoffRate: 0.5,
            MaxDelaySeconds: 31_622_401,
            JitterStrategy: "HALF",
          },
        ],
      }),
      [
        `${X}/Retry[0]/ErrorEquals: Value cannot be empty`,
        `${X}/Retry[0]/IntervalSeconds: Minimum value is 0`,
        `${X}/Retry[0]/MaxAttempts: Expected value of type Integer`,
        `${X}/Retry[0]/BackoffRate: Minimum value is 1.0`,
        `${X}/Retry[0]/MaxDelaySeconds: Maximum value is 31622400`,
        `${X}/Retry[0]/JitterStrategy: Value should be one of the following: [NONE, FULL]`,
      ],
    ],
    [
      "States.ALL in company or before others",
      task({
        Catch: [
          { ErrorEquals: ["States.ALL"], Next: "Y" },
          { ErrorEquals: ["A", "States.ALL"], Next: "Y" },
        ],
      }),
      [0, 1].map(
        (index) =>
          `${X}/Catch[${index}]/ErrorEquals: States.ALL must appear alone and at end of list`,
      ),
    ],
    [
      "a catcher without Next",
      task({ Catch: [{ ErrorEquals: ["A"] }] }),
      [`${X}/Catch[0]: These fields are required: [Next]`],
    ],
    [
      "Parallel",
      { Type: "Parallel", Branches: [], End: true },
      [`${X}/Branches: Value cannot be empty`],
    ],
    [
      "Map",
      { Type: "Map", End: true },
      [`${X}: This object should have only one of the following fields: [ItemProcessor, Iterator]`],
    ],
  ];
  for (const [what, state, expected] of states) {
    it(`judges ${what}`, () => assert.deepEqual(problemsOfState(state), expected));
  }

  it("takes a machine that speaks JSONata", () => {
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: "Ask",
      States: {
        Ask: {
          Type: "Task",
          Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
          Arguments: { Message: "{% $states.context.Task.Token %}", list: ["{% $v %}", 1] },
          Output: "{% $merge([$states.input, { 'decision': $states.result.Status }]) %}",
          Assign: { status: "{% $states.result.Status %}", fixed: { a: [1] } },
          TimeoutSeconds: "{% $states.input.days * 86400 %}",
          HeartbeatSeconds: 30,
          Credentials: { RoleArn: "{% $role %}" },
          Retry: [{ ErrorEquals: ["A"] }],
          Catch: [
            {
              ErrorEquals: ["States.ALL"],
              Output: "{% $states.errorOutput.Cause %}",
              Assign: { error: "{% $states.errorOutput.Error %}" },
              Next: "Failed",
            },
          ],
          Next: "Check",
        },
        Check: {
          Type: "Choice",
          Choices: [
            { Condition: "{% $states.input.items[price > 3 and $ != 1] %}", Next: "Pause" },
            { Condition: true, Next: "Done", Output: "{% $x{name: $sum(price)} %}", Assign: {} },
          ],
          Default: "Failed",
          Assign: { other: "{% $map($states.input, function($v) { $v.a + $v[b > 1].c }) %}" },
        },
        Pause: { Type: "Wait", Seconds: "{% $seconds %}", Next: "Until" },
        Until: { Type: "Wait", Timestamp: "{% $now() %}", Output: null, Next: "Note" },
        Note: { Type: "Pass", Output: " {% states.input %} ", Next: "Done" },
        Done: { Type: "Succeed", Output: ["{% $states %}"] },
        Failed: { Type: "Fail", Error: "{% $error %}", Cause: "for a reason" },
      },
    };
    assert.deepEqual(problemsOf(definition), []);
  });

  const UNSUPPORTED = "UNSUPPORTED_JSONATA_EXPRESSION";
  const jsonata: [string, JsonObject, string[]][] = [
    [
      "a field of JSONPath",
      pass({ InputPath: "$.a", Result: 1 }),
      ["InputPath", "Result"].map(
        (field) =>
          `${X}: The QueryLanguage is set to 'JSONata', but field '${field}' is only supported ` +
          "for the 'JSONPath' QueryLanguage",
      ),
    ],
    [
      "half an expression",
      pass({ Output: { a: ["{% 1 "] } }),
      [`${X}/Output/a[0]: JSONata string must start with {% and end with %}`],
    ],
    [
      "an expression that is none",
      wait({ Seconds: "{% 1 + %}" }),
      [`INVALID_JSONATA_EXPRESSION ${X}/Seconds: Unexpected end of expression`],
    ],
    [
      "an expression too deep to read",
      pass({ Output: `{% ${"(".repeat(50_000)}1${")".repeat(50_000)} %}` }),
      [`INVALID_JSONATA_EXPRESSION ${X}/Output: The expression is nested too deeply`],
    ],
    [
      "a bare name",
      pass({ Output: { a: ["{% states.input %}"] } }),
      [`${UNSUPPORTED} ${X}/Output/a[0]: Reference to 'states' at the top level is not supported.`],
    ],
    [
      "the root",
      pass({ Output: "{% $$.a %}" }),
      [`${UNSUPPORTED} ${X}/Output: Reference to '$$' is not supported.`],
    ],
    [
      "a result where there is none",
      task({ Arguments: "{% $states.result.a %}" }),
      [`${UNSUPPORTED} ${X}/Arguments: Field '$states.result' does not exist.`],
    ],
    [
      "an error where there is none",
      task({ Output: "{% $states.errorOutput %}" }),
      [`${UNSUPPORTED} ${X}/Output: Field '$states.errorOutput' does not exist.`],
    ],
    ["seconds in words", wait({ Seconds: "5" }), [`${X}/Seconds: Expected value of type Integer`]],
    [
      "credentials without a role",
      task({ Credentials: {} }),
      [`${X}/Credentials: The field 'RoleArn' is required but was missing`],
    ],
    [
      "a rule without condition",
      choice({ Next: "Y" }),
      [
        `${X}/Choices[0]: The object must have only one of the following fields, ` +
          "[And, Or, Not, Variable, Condition]",
      ],
    ],
    [
      "a rule of JSONPath",
      choice({ Variable: "$.a", IsNull: true, Next: "Y" }),
      ["Variable", "IsNull"].map(
        (field) =>
          `${X}/Choices[0]: The QueryLanguage is set to 'JSONata', but field '${field}' is only ` +
          "supported for the 'JSONPath' QueryLanguage",
      ),
    ],
  ];
  for (const [what, state, expected] of jsonata) {
    it(`judges ${what} in JSONata`, () => {
      assert.deepEqual(problemsOfState({ ...state, QueryLanguage: "JSONata" }), expected);
    });
  }

  for (const expression of [
    "$",
    "$$",
    "a",
    "$sum(a)",
    "{'a': b}",
    "**",
    "*.a",
    "[$]",
    "-a",
    "function(){ a }",
  ]) {
    it(`refuses ${expression}, which wants an input document`, () => {
      const output = pass({ QueryLanguage: "JSONata", Output: `{% ${expression} %}` });
      assert.equal(problemsOfState(output).length, 1);
    });
  }

  it("does not let a state of a JSONata machine go back to JSONPath", () => {
    assert.deepEqual(
      problemsOf({
        QueryLanguage: "JSONata",
        StartAt: "X",
        States: { X: pass({ QueryLanguage: "JSONPath" }) },
      }),
      [`${X}: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine`],
    );
  });

  const invalid = (name: string, fault: string) =>
    `INVALID_VARIABLE_NAME ${X}/Assign/${name}: Invalid variable name '${name}': ` +
    `the variable name ${fault}.`;
  const variables: [string, string[]][] = [
    ["order", []],
    ["größe2_x", []],
    ["x".repeat(80), []],
    ["x".repeat(81), [invalid("x".repeat(81), "exceeds the 80-character limit")]],
    [
      "states",
      [`RESERVED_VARIABLE_NAME ${X}/Assign/states: Cannot assign to reserved variable '$states'.`],
    ],
    ["a.b", [invalid("a.b", "contains invalid characters")]],
    ["1a", [invalid("1a", "contains invalid characters")]],
    ["__proto__", [invalid("__proto__", "contains invalid characters")]],
  ];
  for (const [name, expected] of variables) {
    it(`judges a variable ${name.slice(0, 20)} of ${name.length} characters`, () => {
      const inPath = JSON.parse(`{"${name}.$":"$.a"}`);
      const inJsonata = JSON.parse(`{"${name}":"{% $states.input %}"}`);
      const inPathExpected = expected.map((text) => text.replace(`/${name}:`, `/${name}.$:`));
      assert.deepEqual(problemsOfState(pass({ Assign: inPath })), inPathExpected);
      assert.deepEqual(
        problemsOfState(pass({ Assign: inJsonata, QueryLanguage: "JSONata" })),
        expected,
      );
    });
  }

  it("tells EXPRESS machines what they cannot call", () => {
    const machine = (Resource: string) => ({ StartAt: "X", States: { X: task({ Resource }) } });
    const problems = (resource: string) => problemsOf(machine(resource), "EXPRESS");
    const lacks = `${X}/Resource: Express state machine does not support`;
    assert.deepEqual(problems("arn:aws:states:::sns:publish"), []);
    assert.deepEqual(problems("arn:aws:states:::sns:publish.waitForTaskToken"), [
      `${lacks} '.waitForTaskToken' service integration `,
    ]);
    assert.deepEqual(problems("arn:aws:states:::states:startExecution.sync:2"), [
      `${lacks} '.sync' service integration`,
    ]);
    assert.deepEqual(problems("arn:aws:states:us-east-1:111111111111:activity:a"), [
      `${lacks} Activity ARN`,
    ]);
  });

  it("never throws, and gives a definition or an error", () => {
    const names = fc.constantFrom(
      ..."Type Next End States StartAt Choices Variable And Not Retry Catch ErrorEquals".split(" "),
      ..."Branches ItemProcessor Iterator ProcessorConfig Mode Label Assign Result".split(" "),
      ..."QueryLanguage ItemReader ReaderConfig InputType Resource Credentials Output".split(" "),
      "Parameters",
      "a.$",
      "__proto__",
      "constructor",
      "X",
    );
    const leaf = fc.constantFrom<Json>(
      ..."X Pass Task Choice Wait Parallel Map JSONata DISTRIBUTED CSV $.a {%$a%} {%".split(" "),
      ...[1, true, null, "arn:aws:states:::sns:publish"],
    );
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        leaf,
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(names, tie("value"), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(
        fc.oneof(
          value.map((json) => JSON.stringify(json)),
          fc.string(),
        ),
        (text) => {
          const { definition, diagnostics } = parseDefinition(text);
          const errors = diagnostics.filter(({ severity }) => severity === "ERROR");
          assert.equal(definition === undefined, errors.length > 0);
        },
      ),
      { numRuns: 500 },
    );
  });
});
