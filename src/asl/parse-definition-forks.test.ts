import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Json, JsonObject } from "../base/json.ts";
import { problemsOf, problemsOfState } from "./testing.ts";

const inner = (name = "I", fields: JsonObject = {}): JsonObject => ({
  StartAt: name,
  States: { [name]: { Type: "Pass", End: true, ...fields } },
});
const parallel = (...branches: Json[]): JsonObject => ({
  Type: "Parallel",
  Branches: branches,
  End: true,
});
const map = (fields: JsonObject = {}): JsonObject => ({
  Type: "Map",
  ItemProcessor: inner(),
  End: true,
  ...fields,
});
const distributed = (fields: JsonObject = {}): JsonObject => ({
  ...inner(),
  ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
  ...fields,
});
const read = (config: JsonObject): JsonObject =>
  map({
    ItemProcessor: distributed(),
    ItemReader: { Resource: "arn:aws:states:::s3:getObject", ReaderConfig: config },
  });

const X = "/States/X";
const onlyOne = (...fields: string[]): string =>
  `${X}: There should only be one of the following fields: [${fields.join(", ")}]`;
const foreign = (place: string, field: string, own: string, other: string): string =>
  `${place}: The QueryLanguage is set to '${own}', but field '${field}' is only supported for the ` +
  `'${other}' QueryLanguage`;

const judgements: [string, JsonObject, string[]][] = [
  ["an inline map with fields of distributed ones", map({ Label: "L", ItemBatcher: {} }), []],
  ["Branches that are none", parallel(1), [`${X}/Branches[0]: Expected value of type Object`]],
  [
    "a branch without states",
    parallel({ StartAt: "I", States: {} }, {}),
    [
      `${X}/Branches[0]/States: Value cannot be empty`,
      `${X}/Branches[1]: These fields are required: [States, StartAt]`,
      `MISSING_TRANSITION_TARGET ${X}/Branches[0]/StartAt: Missing 'Next' target: I`,
    ],
  ],
  [
    "a branch with fields of a machine",
    parallel({ ...inner(), QueryLanguage: "JSONata", TimeoutSeconds: 1 }),
    ["QueryLanguage", "TimeoutSeconds"].map(
      (field) => `${X}/Branches[0]: Field '${field}' is not supported`,
    ),
  ],
  [
    "a timeout of a whole fork",
    map({ TimeoutSeconds: 1 }),
    [`${X}: Field 'TimeoutSeconds' is not supported`],
  ],
  ["the processor twice", map({ Iterator: inner("J") }), [onlyOne("ItemProcessor", "Iterator")]],
  [
    "the selector twice",
    map({ ItemSelector: {}, Parameters: {} }),
    [onlyOne("ItemSelector", "Parameters")],
  ],
  [
    "limits twice",
    map({
      MaxConcurrency: 1,
      MaxConcurrencyPath: "$.a",
      ToleratedFailureCount: 1,
      ToleratedFailureCountPath: "$.a",
      ToleratedFailurePercentage: 1,
      ToleratedFailurePercentagePath: "$.a",
    }),
    [
      onlyOne("MaxConcurrency", "MaxConcurrencyPath"),
      onlyOne("ToleratedFailureCount", "ToleratedFailureCountPath"),
      onlyOne("ToleratedFailurePercentage", "ToleratedFailurePercentagePath"),
    ],
  ],
  [
    "limits out of range",
    map({ MaxConcurrency: -1, ToleratedFailureCount: 1.5, ToleratedFailurePercentage: 101 }),
    [
      `${X}/MaxConcurrency: Minimum value is 0`,
      `${X}/ToleratedFailureCount: Expected value of type Integer`,
      `${X}/ToleratedFailurePercentage: Maximum value is 100`,
    ],
  ],
  ["more at once than there can be", map({ MaxConcurrency: 2 ** 63 }), []],
  [
    "items that are many places",
    map({ ItemsPath: "$.a[*]" }),
    [`${X}/ItemsPath: Value is not a Reference Path`],
  ],
  [
    "fields of JSONata",
    map({ Items: [], Output: 1 }),
    ["Items", "Output"].map((field) => foreign(X, field, "JSONPath", "JSONata")),
  ],
  [
    "fields of JSONPath",
    map({ QueryLanguage: "JSONata", ItemsPath: "$", MaxConcurrencyPath: "$.a" }),
    ["ItemsPath", "MaxConcurrencyPath"].map((field) => foreign(X, field, "JSONata", "JSONPath")),
  ],
  [
    "a distributed map whose executions have no type",
    map({ ItemProcessor: distributed({ ProcessorConfig: { Mode: "DISTRIBUTED" } }) }),
    [`${X}/ItemProcessor/ProcessorConfig: These fields are required: [ExecutionType]`],
  ],
  [
    "an inline map with executions",
    map({
      ItemProcessor: distributed({ ProcessorConfig: { Mode: "INLINE", ExecutionType: "EXPRESS" } }),
    }),
    [`${X}/ItemProcessor/ProcessorConfig: Field 'ExecutionType' is not supported`],
  ],
  [
    "modes that there are not",
    map({ ItemProcessor: distributed({ ProcessorConfig: { Mode: "x", ExecutionType: 1 } }) }),
    [
      `${X}/ItemProcessor/ProcessorConfig/Mode: Value should be one of the following: [INLINE, DISTRIBUTED]`,
      `${X}/ItemProcessor/ProcessorConfig/ExecutionType: Expected value of type [STRING]`,
    ],
  ],
  [
    "a source and a target that there are not",
    map({
      ItemProcessor: distributed(),
      ItemReader: { Resource: "arn:aws:states:::s3:putObject" },
      ResultWriter: { Resource: "arn:aws:states:::s3:getObject" },
    }),
    [
      `${X}/ItemReader/Resource: The field 'Resource' does not match any of the allowed values. ` +
        "Examples: [arn:<partition>:states:::s3:getObject, arn:<partition>:states:::s3:listObjectsV2]",
      `${X}/ResultWriter/Resource: The field 'Resource' does not match any of the allowed values. ` +
        "Examples: [arn:<partition>:states:::s3:putObject]",
    ],
  ],
  [
    "a reader of the other language",
    map({
      ItemReader: { Resource: "arn:aws:states:::s3:getObject", Arguments: {} },
      ItemBatcher: { MaxItemsPerBatch: 0, MaxItems: 1 },
    }),
    [
      foreign(`${X}/ItemReader`, "Arguments", "JSONPath", "JSONata"),
      `${X}/ItemBatcher/MaxItemsPerBatch: Minimum value is 1`,
      `${X}/ItemBatcher: Field 'MaxItems' is not supported`,
    ],
  ],
  [
    "CSV of which nobody says what its first row is",
    read({ InputType: "CSV" }),
    [`${X}/ItemReader/ReaderConfig: The field 'CSVHeaderLocation' is required`],
  ],
  [
    "headers that are given nowhere",
    read({ InputType: "CSV", CSVHeaderLocation: "GIVEN" }),
    [`${X}/ItemReader/ReaderConfig: These fields are required: [CSVHeaders]`],
  ],
  [
    "headers of JSON",
    read({ InputType: "JSON", CSVHeaderLocation: "FIRST_ROW" }),
    [`${X}/ItemReader/ReaderConfig: Field 'CSVHeaderLocation' is not supported`],
  ],
  [
    "a catcher of the other language",
    map({ Catch: [{ ErrorEquals: ["E"], Output: 1, Next: "Y" }] }),
    [foreign(`${X}/Catch[0]`, "Output", "JSONPath", "JSONata")],
  ],
];

describe("parseDefinition() on Parallel and Map", () => {
  for (const [what, state, expected] of judgements) {
    it(`judges ${what}`, () => assert.deepEqual(problemsOfState(state), expected));
  }

  it("checks states at any depth, and says where they are", () => {
    const deep = parallel(inner(), {
      StartAt: "M",
      States: { M: map({ ItemProcessor: inner("P", { InputPath: "a" }) }) },
    });
    assert.deepEqual(problemsOfState(deep), [
      `${X}/Branches[1]/States/M/ItemProcessor/States/P/InputPath: Value must be a valid JSONPath.`,
    ]);
  });

  it("gives inner states the machine's query language, not that of the state around them", () => {
    const branch = inner("I", { InputPath: "$.a" });
    assert.deepEqual(problemsOfState({ ...parallel(branch), QueryLanguage: "JSONata" }), []);
    assert.deepEqual(problemsOfState(parallel(branch), { QueryLanguage: "JSONata" }), [
      foreign(`${X}/Branches[0]/States/I`, "InputPath", "JSONata", "JSONPath"),
    ]);
  });

  it("goes on checking a state that may not speak its language", () => {
    const state = map({ QueryLanguage: "JSONPath", MaxConcurrency: -1, Output: 1 });
    assert.deepEqual(problemsOfState(state, { QueryLanguage: "JSONata" }), [
      `${X}: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine`,
      `${X}/MaxConcurrency: Minimum value is 0`,
    ]);
  });

  it("takes any other query language for JSONata, and refuses its name", () => {
    assert.deepEqual(
      problemsOfState({ Type: "Pass", QueryLanguage: "jsonpath", InputPath: "$", End: true }),
      [
        `${X}/QueryLanguage: Value should be one of the following: [JSONPath, JSONata]`,
        foreign(X, "InputPath", "JSONata", "JSONPath"),
      ],
    );
  });

  it("keeps transitions within their scope", () => {
    const branch = {
      StartAt: "I",
      States: { I: { Type: "Pass", Next: "Y" }, Lost: { Type: "Succeed" } },
    };
    assert.deepEqual(problemsOfState(parallel(branch)), [
      'MISSING_TRANSITION_TARGET /States/Y: State "Y" is not reachable.',
      `MISSING_TRANSITION_TARGET ${X}/Branches[0]/States/I/Next: Missing 'Next' target: Y`,
      `MISSING_TRANSITION_TARGET ${X}/Branches[0]/States/Lost: State "Lost" is not reachable.`,
    ]);
  });

  it("asks no branch for an end", () => {
    const loop = { StartAt: "I", States: { I: { Type: "Pass", Next: "I" } } };
    assert.deepEqual(problemsOfState(parallel(loop)), []);
  });

  it("wants every state's name once in the whole machine", () => {
    assert.deepEqual(problemsOfState(parallel(inner(), inner(), inner("X"))), [
      `DUPLICATE_STATE_NAME ${X}/Branches[1]/States/I: Duplicate State name: I`,
      `DUPLICATE_STATE_NAME ${X}/Branches[2]/States/X: Duplicate State name: X`,
    ]);
  });

  it("wants every label once, short, and without what is special in an ARN", () => {
    const labelled = (name: string, Label: Json) => ({
      StartAt: name,
      States: { [name]: map({ Label, ItemProcessor: inner(`in ${name}`) }) },
    });
    const long = "l".repeat(41);
    const labels = ["A", "A", long, "a b", "", 1].map((label, index) =>
      labelled(`M${index}`, label),
    );
    const at = (index: number) => `${X}/Branches[${index}]/States/M${index}/Label`;
    assert.deepEqual(problemsOfState(parallel(...labels)), [
      `${at(5)}: Expected value of type String`,
      `INVALID_LABEL_NAME ${at(2)}: Label name: ${long} exceeds the 40-character limit allowed by the service`,
      `INVALID_LABEL_NAME ${at(3)}: Invalid Label name: a b`,
      `INVALID_LABEL_NAME ${at(4)}: Invalid Label name: `,
      `DUPLICATE_LABEL_NAME ${at(1)}: Duplicate Label name: A`,
    ]);
  });

  it("lets no inner state assign a variable of an outer one, but for child executions", () => {
    const assigning = inner("I", { Assign: { "a.$": "$", b: 1 } });
    const state = (processor: JsonObject) => map({ ItemProcessor: processor, Assign: { a: 1 } });
    assert.deepEqual(problemsOfState(state(assigning)), [
      `DUPLICATE_VARIABLE_NAME ${X}/ItemProcessor/States/I/Assign/a.$: ` +
        "The variable name 'a' was already defined in a parent scope.",
    ]);
    assert.deepEqual(problemsOfState(state({ ...distributed(), ...assigning })), []);
    const siblings = [assigning, inner("J", { Assign: { a: 1 } })];
    assert.deepEqual(problemsOfState(parallel(...siblings)), []);
  });

  it("tells EXPRESS machines at any depth what they cannot do", () => {
    const waiting = {
      StartAt: "T",
      States: {
        T: { Type: "Task", Resource: "arn:aws:states:::ecs:runTask.sync", End: true },
      },
    };
    const States = { X: parallel(waiting, { StartAt: "M", States: { M: read({}) } }) };
    assert.deepEqual(problemsOf({ StartAt: "X", States }), []);
    assert.deepEqual(problemsOf({ StartAt: "X", States }, "EXPRESS"), [
      `${X}/Branches[0]/States/T/Resource: Express state machine does not support '.sync' service integration`,
      `${X}/Branches[1]/States/M/ItemProcessor/ProcessorConfig/Mode: The field 'Mode' with value ` +
        "'DISTRIBUTED' is not supported inside 'EXPRESS' state machines",
    ]);
  });
});
