import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { State } from "../asl/definition.ts";
import type { Json } from "../base/json.ts";
import { runStateTest, type StateTest, type TestedTaskAnswer } from "./test-state.ts";

const AT = Date.UTC(2026, 0, 1);
const LAMBDA = "arn:aws:lambda:us-east-1:000000000000:function:f";

type Given = Partial<Omit<StateTest, "state">> & {
  readonly input?: Json;
  readonly answer?: TestedTaskAnswer;
};

function run(state: object, { input = {}, answer, ...given }: Given = {}) {
  return runStateTest({
    stateName: "S",
    state: state as State,
    queryLanguage: undefined,
    origin: {
      executionId: "01j8ndqx0000000000000000aa",
      executionArn: "arn:aws:states:us-east-1:000000000000:express:m:e",
      name: "e",
      stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:m",
      stateMachineName: "m",
      roleArn: "",
      input,
      inputText: JSON.stringify(input),
      startedAt: AT,
    },
    variables: {},
    retryCount: 0,
    region: "us-east-1",
    taskToken: "token",
    failedIterations: 0,
    itemReaderData: undefined,
    seed: "seed",
    answerTask: async () => answer ?? assert.fail("nothing should be asked"),
    ...given,
  });
}

const succeeded = (output: Json): TestedTaskAnswer => ({
  kind: "succeeded",
  output: JSON.stringify(output),
  at: AT,
});
const failed = (error: string): TestedTaskAnswer => ({
  kind: "failed",
  error,
  cause: "why",
  at: AT,
});

describe("a state under test", () => {
  it("shows the way of its data and where it leads", async () => {
    const result = await run(
      {
        Type: "Pass",
        InputPath: "$.a",
        Parameters: { "c.$": "$.b" },
        ResultPath: "$.r",
        Next: "T",
      },
      { input: { a: { b: 1 } } },
    );
    assert.deepEqual(result, {
      status: "SUCCEEDED",
      output: '{"a":{"b":1},"r":{"c":1}}',
      nextState: "T",
      variables: {},
      steps: {
        afterInputPath: { b: 1 },
        afterParameters: { c: 1 },
        afterResultSelector: { c: 1 },
        afterResultPath: { a: { b: 1 }, r: { c: 1 } },
      },
    });
  });

  it("does not go on, even where it leads back to itself", async () => {
    const result = await run({ Type: "Pass", Next: "S" });
    assert.equal(result.nextState, "S");
  });

  it("is told by which rule or default a Choice was left", async () => {
    const choice = {
      Type: "Choice",
      Choices: [{ Variable: "$.n", NumericEquals: 1, Next: "One" }],
      Default: "Other",
    };
    assert.equal((await run(choice, { input: { n: 1 } })).nextState, "One");
    assert.equal((await run(choice, { input: { n: 2 } })).nextState, "Other");
  });

  it("is asked with the variables that are given, and answers with those it assigns", async () => {
    const result = await run(
      {
        Type: "Pass",
        QueryLanguage: "JSONata",
        Assign: { b: "{% $a + 1 %}" },
        Output: "{% $a %}",
        End: true,
      },
      { variables: { a: 1 } },
    );
    assert.equal(result.output, "1");
    assert.deepEqual(result.variables, { a: 1, b: 2 });
  });

  it("speaks the language of its machine", async () => {
    const state = { Type: "Pass", Output: "{% $states.input.a %}", End: true };
    assert.equal((await run(state, { input: { a: 1 }, queryLanguage: "JSONata" })).output, "1");
  });

  it("fails with the names of a Fail state", async () => {
    const result = await run({ Type: "Fail", Error: "E", Cause: "c" });
    assert.deepEqual(
      [result.status, result.error, result.cause, result.output],
      ["FAILED", "E", "c", undefined],
    );
  });

  it("fails where an expression cannot be evaluated, in the words of an execution", async () => {
    const result = await run({ Type: "Pass", InputPath: "$.a", End: true });
    assert.equal(result.error, "States.Runtime");
    assert.equal(
      result.cause,
      "An error occurred while executing the state 'S' (entered at the event id #2). " +
        "Invalid path '$.a' : No results for path: $['a']",
    );
  });
});

describe("time in a test", () => {
  const wait = (Seconds: number) => ({ Type: "Wait", Seconds, Next: "T" });

  it("is not waited for", async () => {
    const result = await run(wait(299), { input: { a: 1 } });
    assert.equal(result.status, "SUCCEEDED");
    assert.deepEqual(result.steps, { afterInputPath: { a: 1 } });
  });

  it("is over after five minutes", async () => {
    const result = await run(wait(301));
    assert.deepEqual([result.status, result.error], ["FAILED", "States.Timeout"]);
  });

  it("ends a task by the task's own timeout, which Catch hears of", async () => {
    const task = {
      Type: "Task",
      Resource: LAMBDA,
      TimeoutSeconds: 10,
      End: true,
      Catch: [{ ErrorEquals: ["States.Timeout"], Next: "Late" }],
    };
    let due = 0;
    const result = await run(task, {
      answerTask: async (_task, dueAt) => {
        due = dueAt;
        return TIMED_OUT;
      },
    });
    assert.equal(due, AT + 10_000);
    assert.deepEqual([result.status, result.nextState], ["CAUGHT_ERROR", "Late"]);
  });

  it("ends a task without one by the end of the test, which Catch does not hear of", async () => {
    const task = {
      Type: "Task",
      Resource: LAMBDA,
      End: true,
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Late" }],
    };
    const result = await run(task, { answer: TIMED_OUT });
    assert.deepEqual([result.status, result.error], ["FAILED", "States.Timeout"]);
  });
});

const TIMED_OUT: TestedTaskAnswer = { kind: "timedOut" };

describe("a task under test", () => {
  const task = {
    Type: "Task",
    Resource: LAMBDA,
    Parameters: { "p.$": "$.i" },
    ResultSelector: { "s.$": "$.r" },
    ResultPath: "$.result",
    End: true,
  };

  it("shows what it asks and what it makes of the answer", async () => {
    const { steps, output } = await run(task, { input: { i: 1 }, answer: succeeded({ r: 2 }) });
    assert.equal(output, '{"i":1,"result":{"s":2}}');
    assert.deepEqual(steps, {
      afterInputPath: { i: 1 },
      afterParameters: { p: 1 },
      result: { r: 2 },
      afterResultSelector: { s: 2 },
      afterResultPath: { i: 1, result: { s: 2 } },
    });
  });

  it("shows its Arguments in JSONata", async () => {
    const { steps } = await run(
      {
        Type: "Task",
        QueryLanguage: "JSONata",
        Resource: LAMBDA,
        Arguments: { p: "{% $states.input.i %}" },
        Output: "{% $states.result.r %}",
        End: true,
      },
      { input: { i: 1 }, answer: succeeded({ r: 2 }) },
    );
    assert.deepEqual(steps, { afterArguments: { p: 1 }, result: { r: 2 } });
  });

  it("sees the token that it would wait for", async () => {
    const { steps } = await run(
      {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
        Parameters: { "Message.$": "$$.Task.Token" },
        End: true,
      },
      { answer: succeeded({}) },
    );
    assert.deepEqual(steps.afterParameters, { Message: "token" });
  });

  const handling = {
    ...task,
    Retry: [
      { ErrorEquals: ["Other"] },
      { ErrorEquals: ["E"], IntervalSeconds: 2, MaxAttempts: 2, BackoffRate: 3 },
    ],
    Catch: [
      { ErrorEquals: ["Other"], Next: "Nowhere" },
      { ErrorEquals: ["E"], ResultPath: "$.error", Next: "Rescue" },
    ],
  };

  it("is told by which retrier and when it would be tried again", async () => {
    const first = await run(handling, { input: { i: 1 }, answer: failed("E") });
    assert.deepEqual([first.status, first.error, first.cause], ["RETRIABLE", "E", "why"]);
    assert.deepEqual(first.handledBy, { retryIndex: 1, retryBackoffIntervalSeconds: 2 });
    assert.equal(first.output, undefined);
    const second = await run(handling, { input: { i: 1 }, retryCount: 1, answer: failed("E") });
    assert.deepEqual(second.handledBy, { retryIndex: 1, retryBackoffIntervalSeconds: 6 });
  });

  it("is caught when its attempts are used up", async () => {
    const result = await run(handling, { input: { i: 1 }, retryCount: 2, answer: failed("E") });
    assert.deepEqual(
      [result.status, result.error, result.cause, result.nextState],
      ["CAUGHT_ERROR", "E", "why", "Rescue"],
    );
    assert.deepEqual(result.handledBy, { catchIndex: 1 });
    assert.equal(result.output, '{"i":1,"error":{"Error":"E","Cause":"why"}}');
  });

  it("fails with what nobody handles", async () => {
    const result = await run(handling, { input: { i: 1 }, answer: failed("Strange") });
    assert.deepEqual([result.status, result.error, result.cause], ["FAILED", "Strange", "why"]);
    assert.equal(result.handledBy, undefined);
  });
});

describe("the context object of a test", () => {
  const show = { Type: "Pass", Parameters: { "c.$": "$$" }, End: true };

  it("is that of an express workflow", async () => {
    const { steps } = await run(show, { input: { a: 1 }, retryCount: 2 });
    const { c } = steps.afterParameters as { c: Json };
    assert.deepEqual(c, {
      Execution: {
        Id: "arn:aws:states:us-east-1:000000000000:express:m:e",
        Input: { a: 1 },
        StartTime: "2026-01-01T00:00:00Z",
        Name: "e",
      },
      StateMachine: { Id: "arn:aws:states:us-east-1:000000000000:stateMachine:m", Name: "m" },
      State: { Name: "S", EnteredTime: "2026-01-01T00:00:00Z", RetryCount: 2 },
    });
  });

  it("is what is given in its place", async () => {
    const { steps } = await run(show, { context: { Execution: { Name: "x" } } });
    assert.deepEqual(steps.afterParameters, { c: { Execution: { Name: "x" } } });
  });
});

const branch = (Type = "Pass") => ({ StartAt: "I", States: { I: { Type, End: true } } });

describe("a Parallel under test", () => {
  const parallel = {
    Type: "Parallel",
    Branches: [branch("Task"), branch()],
    ResultPath: "$.r",
    Next: "T",
  };

  it("takes its branches' outputs as they are said", async () => {
    const result = await run(parallel, { input: { a: 1 }, answer: succeeded([1, 2]) });
    assert.equal(result.output, '{"a":1,"r":[1,2]}');
    assert.equal(result.nextState, "T");
    assert.deepEqual(result.steps, {
      afterResultSelector: [1, 2],
      afterResultPath: { a: 1, r: [1, 2] },
    });
  });

  it("handles the failure of a branch", async () => {
    const catching = { ...parallel, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Rescue" }] };
    const result = await run(catching, { answer: failed("E") });
    assert.deepEqual([result.status, result.nextState], ["CAUGHT_ERROR", "Rescue"]);
  });

  it("fails by itself where its input cannot be made", async () => {
    const result = await run({ ...parallel, InputPath: "$.no" });
    assert.equal(result.error, "States.Runtime");
  });
});

describe("a Map under test", () => {
  const map = { Type: "Map", ItemProcessor: branch("Task"), End: true };
  const jsonata = { ...map, QueryLanguage: "JSONata", Items: "{% $states.input %}" };

  it("shows its items and the inputs of its iterations", async () => {
    const { steps, output } = await run(
      {
        ...map,
        ItemsPath: "$.items",
        ItemSelector: { "v.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index", "x.$": "$.x" },
        MaxConcurrency: 2,
      },
      { input: { items: ["a", "b"], x: 9 }, answer: succeeded(["A", "B"]) },
    );
    assert.equal(output, '["A","B"]');
    assert.deepEqual(steps, {
      afterItemsPath: ["a", "b"],
      afterItemSelector: [
        { v: "a", i: 0, x: 9 },
        { v: "b", i: 1, x: 9 },
      ],
      maxConcurrency: 2,
      afterResultSelector: ["A", "B"],
      afterResultPath: ["A", "B"],
    });
  });

  it("selects items within a context object that is given", async () => {
    const selector = { "v.$": "$$.Map.Item.Value", "n.$": "$$.Execution.Name" };
    const { steps } = await run(
      { ...map, ItemSelector: selector },
      { input: [1], context: { Execution: { Name: "x" } }, answer: succeeded([1]) },
    );
    assert.deepEqual(steps.afterItemSelector, [{ v: 1, n: "x" }]);
  });

  it("shows its batches", async () => {
    const { steps } = await run(
      { ...jsonata, ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { b: "{% 1 + 1 %}" } } },
      { input: [1, 2, 3], answer: succeeded([]) },
    );
    assert.deepEqual(steps.afterItemBatcher, [
      { BatchInput: { b: 2 }, Items: [1, 2] },
      { BatchInput: { b: 2 }, Items: [3] },
    ]);
  });

  it("reads the items that its reader would have found", async () => {
    const reading = {
      ...map,
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "JSON", ItemsPointer: "/a/b", MaxItems: 2 },
      },
    };
    const itemReaderData = '{"a":{"b":[1,2,3]}}';
    const { steps } = await run(reading, { itemReaderData, answer: succeeded([]) });
    assert.deepEqual(steps.afterItemsPointer, [1, 2]);
    const broken = await run(reading, { itemReaderData: '{"a":1}', answer: succeeded([]) });
    assert.equal(broken.error, "States.ItemReaderFailed");
  });

  it("bears as many failures as it says, and any number where it says none", async () => {
    const given = { input: [1, 2, 3, 4], answer: succeeded([]) };
    const status = async (extra: object, failedIterations: number) =>
      (await run({ ...jsonata, ...extra }, { ...given, failedIterations })).error;
    const tooMany = "States.ExceedToleratedFailureThreshold";
    assert.equal(await status({ ToleratedFailureCount: 2 }, 2), undefined);
    assert.equal(await status({ ToleratedFailureCount: 2 }, 3), tooMany);
    assert.equal(await status({ ToleratedFailurePercentage: 50 }, 2), undefined);
    assert.equal(await status({ ToleratedFailurePercentage: "{% 50 %}" }, 3), tooMany);
    assert.equal(await status({}, 4), undefined);
  });

  it("shows its bounds also when an iteration fails it", async () => {
    const result = await run(
      { ...jsonata, ToleratedFailureCount: "{% 1 %}" },
      { input: [1], answer: failed("E") },
    );
    assert.deepEqual([result.status, result.error], ["FAILED", "E"]);
    assert.deepEqual(result.steps, { maxConcurrency: 0, toleratedFailureCount: 1 });
  });

  it("fails where it has nothing to go through", async () => {
    const result = await run(jsonata, { input: { a: 1 } });
    assert.equal(result.error, "States.QueryEvaluationError");
  });
});
