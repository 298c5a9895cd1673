import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { callbackMachine, start, T0, typesOf } from "./testing.ts";

const outputOf = (run: Awaited<ReturnType<typeof start>>) =>
  JSON.parse(run.state.progress.end?.output ?? "null");

describe("variables in JSONPath", () => {
  it("are set by Assign from the state's result and seen from the next state on", async () => {
    const run = await start(
      {
        StartAt: "Set",
        States: {
          Set: {
            Type: "Pass",
            Parameters: { "total.$": "States.MathAdd($.a, $.b)" },
            Assign: { "total.$": "$.total", "who.$": "$$.Execution.Name", fixed: 1 },
            ResultPath: null,
            Next: "Use",
          },
          Use: {
            Type: "Pass",
            Parameters: { "total.$": "$total", "who.$": "$who" },
            End: true,
          },
        },
      },
      { a: 1, b: 2 },
    );
    assert.deepEqual(outputOf(run), { total: 3, who: "e" });
    const exited = run.history.find(({ type }) => type === "PassStateExited");
    assert.deepEqual(exited?.details["stateExitedEventDetails"], {
      name: "Set",
      output: '{"a":1,"b":2}',
      outputDetails: { truncated: false },
      assignedVariables: { total: "3", who: '"e"', fixed: "1" },
      assignedVariablesDetails: { truncated: false },
    });
  });

  it("see what was there before the state, not each other", async () => {
    const run = await start({
      StartAt: "One",
      States: {
        One: { Type: "Pass", Assign: { x: 1 }, Next: "Two" },
        Two: { Type: "Pass", Assign: { x: 2, "y.$": "$x" }, Next: "Show" },
        Show: { Type: "Pass", Parameters: { "x.$": "$x", "y.$": "$y" }, End: true },
      },
    });
    assert.deepEqual(outputOf(run), { x: 2, y: 1 });
  });

  it("are set by the rule that matches instead of by the state, and by the state on Default", async () => {
    const machine = {
      StartAt: "Choose",
      States: {
        Choose: {
          Type: "Choice",
          Choices: [{ Variable: "$.n", NumericEquals: 1, Assign: { by: "rule" }, Next: "Show" }],
          Assign: { by: "state" },
          Default: "Show",
        },
        Show: { Type: "Pass", Parameters: { "by.$": "$by" }, End: true },
      },
    };
    assert.deepEqual(outputOf(await start(machine, { n: 1 })), { by: "rule" });
    assert.deepEqual(outputOf(await start(machine, { n: 2 })), { by: "state" });
  });

  it("are set by Catch from the error, and outlive a wait in storage", async () => {
    const run = await start(
      callbackMachine({
        Assign: { never: true },
        Catch: [{ ErrorEquals: ["E"], Assign: { "error.$": "$.Error" }, Next: "Caught" }],
      }),
    );
    await run.at(T0 + 1, { kind: "taskFailed", task: 1, error: "E", cause: "C" });
    const caught = run.history.find(({ type }) => type === "TaskStateExited");
    const details = caught?.details["stateExitedEventDetails"] as { assignedVariables: unknown };
    assert.deepEqual(details.assignedVariables, { error: '"E"' });
  });

  it("may hold 256 KiB in one Assign and not more", async () => {
    const run = await start(
      {
        StartAt: "Set",
        States: {
          Set: {
            Type: "Pass",
            Assign: { "both.$": "States.Array($.text, $.text)" },
            End: true,
          },
        },
      },
      { text: "x".repeat(140_000) },
    );
    assert.equal(run.state.progress.end?.error, "States.DataLimitExceeded");
  });
});

describe("JSONata", () => {
  const machine = (states: object, startAt = "A") => ({
    QueryLanguage: "JSONata",
    StartAt: startAt,
    States: states,
  });

  it("computes Output and Assign side by side", async () => {
    const run = await start(
      machine({
        A: {
          Type: "Pass",
          Assign: { n: "{% $states.input.n + 1 %}" },
          Output: {
            doubled: "{% $states.input.n * 2 %}",
            id: "{% $states.context.Execution.Name %}",
          },
          Next: "B",
        },
        B: { Type: "Pass", Output: "{% $merge([$states.input, {'n': $n}]) %}", End: true },
      }),
      { n: 3 },
    );
    assert.deepEqual(outputOf(run), { doubled: 6, id: "e", n: 4 });
  });

  it("chooses by Condition", async () => {
    const choice = machine({
      A: {
        Type: "Choice",
        Choices: [
          {
            Condition: "{% $states.input.total > 500 %}",
            Output: { needs: "approval" },
            Next: "Done",
          },
        ],
        Default: "Done",
      },
      Done: { Type: "Succeed" },
    });
    assert.deepEqual(outputOf(await start(choice, { total: 500.01 })), { needs: "approval" });
    assert.deepEqual(outputOf(await start(choice, { total: 500 })), { total: 500 });
  });

  it("passes Arguments to a task and makes Output of its result", async () => {
    const run = await start(
      machine({
        A: {
          Type: "Task",
          Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
          Arguments: { Message: "{% 'token ' & $states.context.Task.Token %}" },
          TimeoutSeconds: "{% $states.input.seconds %}",
          Output: "{% $states.result.Result & ' for ' & $states.input.who %}",
          End: true,
        },
      }),
      { who: "Jane", seconds: 60 },
    );
    assert.deepEqual(run.calls[0]?.parameters, { Message: "token token-1" });
    assert.deepEqual(run.timers(), [[1, T0 + 60_000]]);
    await run.at(T0 + 1, { kind: "taskSucceeded", task: 1, output: '{"Result":"Approved"}' });
    assert.equal(outputOf(run), "Approved for Jane");
  });

  it("catches with the error at hand", async () => {
    const run = await start(
      machine({
        A: {
          Type: "Task",
          Resource: "arn:aws:states:::sns:publish.waitForTaskToken",
          Catch: [
            {
              ErrorEquals: ["States.ALL"],
              Output: "{% $states.errorOutput.Error & '!' %}",
              Next: "B",
            },
          ],
          End: true,
        },
        B: { Type: "Pass", End: true },
      }),
    );
    await run.at(T0 + 1, { kind: "taskFailed", task: 1, error: "Broken" });
    assert.equal(outputOf(run), "Broken!");
  });

  it("waits for computed seconds and until computed instants", async () => {
    const run = await start(
      machine({
        A: { Type: "Wait", Seconds: "{% $states.input.n %}", Next: "B" },
        B: {
          Type: "Wait",
          Timestamp: "{% $fromMillis($millis() + 5000) %}",
          Output: "done",
          End: true,
        },
      }),
      { n: 7 },
    );
    assert.deepEqual(run.timers(), [[1, T0 + 7_000]]);
    await run.at(T0 + 7_000, { kind: "timerFired", timer: 1 });
    assert.deepEqual(run.timers(), [[2, T0 + 12_000]]);
    await run.at(T0 + 12_000, { kind: "timerFired", timer: 2 });
    assert.equal(outputOf(run), "done");
  });

  it("fails with computed words", async () => {
    const run = await start(
      machine({ A: { Type: "Fail", Error: "{% 'E' & 1 %}", Cause: "{% $states.input.why %}" } }),
      { why: "because" },
    );
    assert.deepEqual(run.state.progress.end, { at: T0, error: "E1", cause: "because" });
  });

  it("records an expression without a value beside the state's Entered event", async () => {
    const run = await start(
      machine({ A: { Type: "Pass", Output: { x: "{% $no %}" }, End: true } }),
    );
    assert.deepEqual(typesOf(run.history), [
      "ExecutionStarted",
      "PassStateEntered",
      "EvaluationFailed",
      "ExecutionFailed",
    ]);
    assert.deepEqual(
      run.history.map(({ previousEventId }) => previousEventId),
      [0, 0, 0, 3],
    );
    const details = run.history[2]?.details["evaluationFailedEventDetails"];
    assert.deepEqual(details, {
      error: "States.QueryEvaluationError",
      cause:
        "An error occurred while executing the state 'A' (entered at the event id #2). " +
        "The JSONata expression '$no' specified for the field 'Output/x' returned nothing " +
        "(undefined).",
      location: "Output/x",
      state: "A",
    });
  });

  it("may be spoken by one state of a JSONPath machine", async () => {
    const run = await start(
      {
        StartAt: "A",
        States: {
          A: { Type: "Pass", Assign: { "n.$": "$.n" }, Next: "B" },
          B: { Type: "Pass", QueryLanguage: "JSONata", Output: "{% $n + 1 %}", End: true },
        },
      },
      { n: 1 },
    );
    assert.equal(outputOf(run), 2);
  });
});

describe("what the lines of a fork begin with", () => {
  const Pass = { Type: "Pass", End: true };
  const mapOf = (fields: object) => ({
    StartAt: "M",
    States: {
      M: {
        Type: "Map",
        ItemProcessor: { StartAt: "P", States: { P: Pass } },
        ...fields,
        End: true,
      },
    },
  });
  const errorOf = (run: Awaited<ReturnType<typeof start>>) => run.state.progress.end?.error;

  it("is at most 256 KiB, also when an expression makes the items", async () => {
    const QueryLanguage = "JSONata";
    const many = { QueryLanguage, ...mapOf({ Items: "{% [1..1000000] %}" }) };
    assert.equal(errorOf(await start(many)), "States.DataLimitExceeded");
    const large = mapOf({ Items: [1], ItemSelector: { text: "{% $pad('', 300000, 'x') %}" } });
    assert.equal(errorOf(await start({ QueryLanguage, ...large })), "States.DataLimitExceeded");
  });

  it("is bounded for all iterations together", async () => {
    const input = { items: Array.from({ length: 600 }, () => 0), text: "x".repeat(250_000) };
    const definition = mapOf({ ItemsPath: "$.items", ItemSelector: { "all.$": "$" } });
    assert.equal(errorOf(await start(definition, input)), "States.DataLimitExceeded");
  });

  it("is bounded for all branches together", async () => {
    const branch = (index: number) => ({ StartAt: `B${index}`, States: { [`B${index}`]: Pass } });
    const Branches = Array.from({ length: 600 }, (_, index) => branch(index));
    const definition = { StartAt: "P", States: { P: { Type: "Parallel", Branches, End: true } } };
    const run = await start(definition, { text: "x".repeat(250_000) });
    assert.equal(errorOf(run), "States.DataLimitExceeded");
  });
});
