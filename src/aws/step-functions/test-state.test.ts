import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { TaskCall, TaskRunner } from "../../engine/task-runner.ts";
import { openEngine, SCOPE } from "../../engine/testing.ts";
import { type TestStateInput, testState } from "./test-state.ts";

const ROLE = "arn:aws:iam::000000000000:role/r";
const CALLER = { name: "AKIDTEST" };
const PUBLISH = {
  Type: "Task",
  Resource: "arn:aws:states:::sns:publish",
  Parameters: { "Message.$": "$.text" },
  Next: "Elsewhere",
};

async function openBench(runner: Partial<TaskRunner> = {}) {
  const calls: TaskCall[] = [];
  const bench = await openEngine({
    isAtomic: true,
    run: async (call) => {
      calls.push(call);
      return { kind: "succeeded", output: { MessageId: "m" } };
    },
    ...runner,
  });
  const run = (
    definition: object | string,
    given: Omit<TestStateInput, "definition"> = {},
    signal?: AbortSignal,
  ) =>
    testState(
      { ...bench, scope: SCOPE, clock: () => bench.now },
      {
        definition: typeof definition === "string" ? definition : JSON.stringify(definition),
        ...given,
      },
      CALLER,
      signal && { signal },
    );
  return { bench, calls, run };
}

describe("a task that is not mocked", () => {
  it("has its resource called with what it asks", async () => {
    const { run, calls, bench } = await openBench();
    const answer = await run(PUBLISH, { roleArn: ROLE, input: '{"text":"hello"}' });
    assert.deepEqual(answer, {
      status: "SUCCEEDED",
      output: '{"MessageId":"m"}',
      nextState: "Elsewhere",
    });
    assert.deepEqual(
      calls.map(({ parameters }) => parameters),
      [{ Message: "hello" }],
    );
    assert.equal(calls[0]?.startedBy, CALLER.name);
    assert.deepEqual(bench.units, []);
  });

  it("writes what its resource wants written, and nothing else", async () => {
    const change = { kind: "createSetting", key: "k", value: "v" } as const;
    const { run, bench } = await openBench({
      run: async () => ({ kind: "succeeded", output: {}, changes: [change] }),
    });
    await run(PUBLISH, { roleArn: ROLE, input: '{"text":""}' });
    assert.deepEqual(bench.units, [[change]]);
  });

  it("fails as its resource does", async () => {
    const { run } = await openBench({
      run: async () => ({ kind: "failed", error: "SNS.NotFoundException", cause: "no topic" }),
    });
    const state = { ...PUBLISH, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Rescue" }] };
    const { output, ...answer } = await run(state, { roleArn: ROLE, input: '{"text":""}' });
    assert.equal(output, '{"Error":"SNS.NotFoundException","Cause":"no topic"}');
    assert.deepEqual(answer, {
      status: "CAUGHT_ERROR",
      error: "SNS.NotFoundException",
      cause: "no topic",
      nextState: "Rescue",
    });
  });

  it("is called again while its resource cannot be reached", async () => {
    let attempts = 0;
    const { run } = await openBench({
      run: async () => {
        attempts += 1;
        if (attempts < 3) return { kind: "tryAgain", afterSeconds: 0, reason: "busy" };
        return { kind: "succeeded", output: attempts };
      },
    });
    const { output } = await run(PUBLISH, { roleArn: ROLE, input: '{"text":""}' });
    assert.equal(output, "3");
  });

  it("is given up at its timeout", async () => {
    const { run, bench } = await openBench({ isAtomic: false, run: () => new Promise(() => {}) });
    const state = { ...PUBLISH, TimeoutSeconds: 60, ResultPath: null };
    const begun = Date.now();
    bench.now -= 59_990;
    const answered = run(state, { roleArn: ROLE, input: '{"text":""}' });
    bench.now += 59_990;
    const { status, error } = await answered;
    assert.deepEqual([status, error], ["FAILED", "States.Timeout"]);
    assert(Date.now() - begun < 30_000);
  });

  it("is given up when the caller hangs up, and then writes nothing", async () => {
    const hangUp = new AbortController();
    const late = Promise.withResolvers<void>();
    let signal: AbortSignal | undefined;
    const { run, bench } = await openBench({
      isAtomic: false,
      run: async (_call, given) => {
        signal = given;
        hangUp.abort();
        await late.promise;
        const changes = [{ kind: "createSetting", key: "k", value: "v" }] as const;
        return { kind: "succeeded", output: {}, changes };
      },
    });
    const { status } = await run(PUBLISH, { roleArn: ROLE, input: '{"text":""}' }, hangUp.signal);
    assert.equal(status, "FAILED");
    assert.equal(signal?.aborted, true);
    late.resolve();
    await sleep(20);
    assert.deepEqual(bench.units, []);
  });
});

describe("the answer of a test", () => {
  const mock = { result: "[1, 2]", fieldValidationMode: "NONE" } as const;

  it("shows the way of the data where that is asked for, as JSON text", async () => {
    const { run } = await openBench();
    const state = { Type: "Pass", Assign: { v: 1 }, End: true };
    assert.deepEqual(await run(state), { status: "SUCCEEDED", output: "{}" });
    for (const inspectionLevel of ["DEBUG", "TRACE"] as const) {
      const { inspectionData } = await run(state, { inspectionLevel, variables: '{"w":2}' });
      assert.deepEqual(inspectionData, {
        input: "{}",
        afterInputPath: "{}",
        afterParameters: "{}",
        afterResultSelector: "{}",
        afterResultPath: "{}",
        variables: '{"w":2,"v":1}',
      });
    }
  });

  it("names the entry of Retry or Catch that an error fell to", async () => {
    const { run } = await openBench();
    const state = { ...PUBLISH, Retry: [{ ErrorEquals: ["E"], MaxAttempts: 1 }] };
    const given = {
      input: '{"text":""}',
      inspectionLevel: "DEBUG",
      mock: { errorOutput: { error: "E", cause: "c" } },
    } as const;
    const answer = await run(state, given);
    assert.equal(answer["status"], "RETRIABLE");
    const { errorDetails } = answer["inspectionData"] as { errorDetails: object };
    assert.deepEqual(errorDetails, { retryIndex: 0, retryBackoffIntervalSeconds: 1 });
    const used = await run(state, { ...given, stateConfiguration: { retrierRetryCount: 1 } });
    assert.equal(used["status"], "FAILED");
  });

  it("keeps a mocked result as it was written where nothing was done to it", async () => {
    const { run } = await openBench();
    const { output } = await run(PUBLISH, { input: '{"text":""}', mock });
    assert.equal(output, "[1, 2]");
    const kept = await run({ ...PUBLISH, ResultPath: "$.r" }, { input: '{"text":""}', mock });
    assert.equal(kept["output"], '{"text":"","r":[1,2]}');
  });
});

describe("the definition of a test", () => {
  const machine = (extra: object = {}) => ({
    QueryLanguage: "JSONata",
    StartAt: "A",
    States: {
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Succeed", Output: "{% $states.input.b %}" },
    },
    ...extra,
  });

  it("is a state alone, wherever that leads", async () => {
    const { run } = await openBench();
    const state = {
      Type: "Choice",
      Choices: [{ Variable: "$.a", IsPresent: true, Next: "Unknown" }],
      Default: "StateName",
    };
    assert.equal((await run(state, { input: '{"a":1}' }))["nextState"], "Unknown");
    assert.equal((await run(state))["nextState"], "StateName");
  });

  it("is a machine where one of its states is named", async () => {
    const { run } = await openBench();
    const answer = await run(machine(), { stateName: "B", input: '{"b":1}' });
    assert.deepEqual(answer, { status: "SUCCEEDED", output: "1" });
    await assert.rejects(run(machine(), { stateName: "constructor" }), {
      code: "ValidationException",
      message: "State not found in definition",
    });
  });

  it("is checked like that of a state machine", async () => {
    const { run } = await openBench();
    const refused = (definition: object | string, message: RegExp, given = {}) =>
      assert.rejects(run(definition, given), { code: "InvalidDefinition", message });
    await refused("no", /INVALID_JSON_DESCRIPTION/);
    await refused("[]", /INVALID_JSON_DESCRIPTION/);
    await refused({ Type: "Nap", End: true }, /at \/States\/StateName\/Type'$/);
    await refused({ Type: "Choice", Choices: 1, Catch: {} }, /\/States\/StateName\/Choices/);
    await refused({ Type: "Pass" }, /at \/States\/StateName/);
    await refused(machine({ StartAt: "C" }), /StartAt/, { stateName: "A" });
    await refused({ Type: "Succeed" }, /at \//, { stateName: "A" });
  });
});

describe("what a test is given", () => {
  const pass = { Type: "Pass", End: true };
  const code = "ValidationException";

  it("is JSON", async () => {
    const { run } = await openBench();
    await assert.rejects(run(pass, { input: "no" }), { code: "InvalidExecutionInput" });
    for (const text of ["no", "1", "[]"]) {
      await assert.rejects(run(pass, { variables: text }), { code });
      const mock = { result: "{}" };
      await assert.rejects(run(PUBLISH, { mock, context: text }), { code });
    }
  });

  it("has the role as an ARN", async () => {
    const { run } = await openBench();
    await assert.rejects(run(pass, { roleArn: "me" }), { code: "InvalidArn" });
  });
});
