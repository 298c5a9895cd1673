// Step Functions as AWS's own client for JavaScript meets it: Map Runs and their child executions.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import {
  DescribeMapRunCommand,
  type DescribeMapRunCommandOutput,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  paginateListExecutions,
  paginateListMapRuns,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from "@aws-sdk/client-sfn";
import {
  ASK,
  PREFIX,
  rejects,
  startStepFunctions,
  UNKNOWN_EXECUTION,
} from "../support/step-functions.ts";

const server = await startStepFunctions();
after(() => server.stop());
const { client, createMachine, start, describeExecution } = server;

const UNKNOWN_MAP_RUN = `${PREFIX}:mapRun:Nobody/Each:0f1e2d3c-0000-4000-8000-000000000001`;
const ASKING = (JSON.parse(ASK) as { States: { A: object } }).States.A;

function mapOf(state: object, fields: object = {}): string {
  return JSON.stringify({
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        Label: "Lines",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "Work",
          States: { Work: state },
        },
        End: true,
        ...fields,
      },
    },
  });
}

async function startMap(definition: string, items: readonly unknown[]) {
  const stateMachineArn = await createMachine(definition);
  const executionArn = await start(stateMachineArn, JSON.stringify(items));
  const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn }));
  const mapRunArn = mapRuns[0]?.mapRunArn ?? "";
  return { stateMachineArn, executionArn, mapRunArn };
}

const describeMapRun = (mapRunArn: string) => client.send(new DescribeMapRunCommand({ mapRunArn }));

/** Waits until the Map Run is as it is wanted. */
async function until(
  mapRunArn: string,
  isReached: (mapRun: DescribeMapRunCommandOutput) => boolean,
): Promise<DescribeMapRunCommandOutput> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const mapRun = await describeMapRun(mapRunArn);
    if (isReached(mapRun)) return mapRun;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return assert.fail("the Map Run has not come to what it was waited for");
}

async function childrenOf(mapRunArn: string) {
  const { executions = [] } = await client.send(new ListExecutionsCommand({ mapRunArn }));
  return executions.toReversed();
}

async function tokenOf(executionArn = ""): Promise<string> {
  const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  const scheduled = events.findLast(({ type }) => type === "TaskScheduled");
  const parameters = scheduled?.taskScheduledEventDetails?.parameters ?? "{}";
  return JSON.parse(parameters).Message.token;
}

describe("a Map Run", () => {
  it("is told of while it runs and when it is over", async () => {
    const { stateMachineArn, executionArn, mapRunArn } = await startMap(
      mapOf(ASKING, { MaxConcurrency: 1, ToleratedFailurePercentage: 50 }),
      ["a", "b"],
    );
    const machine = stateMachineArn.split(":").at(-1);
    assert.match(mapRunArn, new RegExp(`^${PREFIX}:mapRun:${machine}/Lines:[0-9a-f-]{36}$`));
    const running = await until(mapRunArn, ({ itemCounts }) => itemCounts?.running === 1);
    const counts = { pending: 1, running: 1, succeeded: 0, failed: 0, timedOut: 0, aborted: 0 };
    assert.deepEqual(running.itemCounts, { ...counts, total: 2, resultsWritten: 0 });
    assert.deepEqual(running.executionCounts, running.itemCounts);
    const { $metadata: _m, startDate, itemCounts: _i, executionCounts: _e, ...rest } = running;
    assert.ok(startDate instanceof Date);
    assert.deepEqual(rest, {
      mapRunArn,
      executionArn,
      status: "RUNNING",
      maxConcurrency: 1,
      toleratedFailureCount: 0,
      toleratedFailurePercentage: 50,
      redriveCount: 0,
    });

    const [first] = await childrenOf(mapRunArn);
    const failure = { taskToken: await tokenOf(first?.executionArn), error: "No" };
    await client.send(new SendTaskFailureCommand(failure));
    await until(
      mapRunArn,
      ({ itemCounts }) => itemCounts?.failed === 1 && itemCounts.running === 1,
    );
    const second = (await childrenOf(mapRunArn))[1];
    const success = { taskToken: await tokenOf(second?.executionArn), output: '"yes"' };
    await client.send(new SendTaskSuccessCommand(success));
    const over = await until(mapRunArn, ({ status }) => status !== "RUNNING");
    assert.equal(over.status, "SUCCEEDED");
    assert.ok(over.stopDate instanceof Date);
    assert.equal((await describeExecution(executionArn)).status, "SUCCEEDED");
  });

  it("is listed with the machine of its child executions, newest first, page by page", async () => {
    const definition = mapOf({ Type: "Fail" }, { Retry: [RETRY_TWICE] });
    const { stateMachineArn, executionArn } = await startMap(definition, [1]);
    const arns: string[] = [];
    while ((await describeExecution(executionArn)).status === "RUNNING") {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for await (const { mapRuns = [] } of paginateListMapRuns(
      { client, pageSize: 2 },
      { executionArn },
    )) {
      for (const mapRun of mapRuns) {
        assert.equal(mapRun.executionArn, executionArn);
        assert.equal(mapRun.stateMachineArn, `${stateMachineArn}/Lines`);
        assert.ok(mapRun.stopDate instanceof Date);
        arns.push(mapRun.mapRunArn ?? "");
      }
    }
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    const started = events.flatMap(
      ({ mapRunStartedEventDetails: details }) => details?.mapRunArn ?? [],
    );
    assert.deepEqual(arns, started.reverse());
    assert.equal(arns.length, 3);
  });

  it("takes other limits while it runs, and none when it is over", async () => {
    const definition = mapOf(ASKING, { MaxConcurrency: 1 });
    const { executionArn, mapRunArn } = await startMap(definition, [1, 2, 3]);
    await until(mapRunArn, ({ itemCounts }) => itemCounts?.running === 1);
    const limits = {
      maxConcurrency: 3,
      toleratedFailureCount: 2,
      toleratedFailurePercentage: 12.5,
    };
    await client.send(new UpdateMapRunCommand({ mapRunArn, ...limits }));
    const updated = await until(mapRunArn, ({ itemCounts }) => itemCounts?.running === 3);
    const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = updated;
    assert.deepEqual({ maxConcurrency, toleratedFailureCount, toleratedFailurePercentage }, limits);
    await rejects(
      client.send(new UpdateMapRunCommand({ mapRunArn })),
      "ValidationException",
      /must be specified$/,
    );
    await client.send(new StopExecutionCommand({ executionArn }));
    const over = await until(mapRunArn, ({ itemCounts }) => itemCounts?.aborted === 3);
    assert.equal(over.status, "ABORTED");
    await rejects(
      client.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 })),
      "ValidationException",
      "A completed Map Run cannot be updated",
    );
  });

  it("is redriven by its execution, which its child executions are not", async () => {
    const { executionArn, mapRunArn } = await startMap(mapOf(ASKING), [1]);
    await until(mapRunArn, ({ itemCounts }) => itemCounts?.running === 1);
    const [child] = await childrenOf(mapRunArn);
    const childArn = child?.executionArn ?? "";
    await client.send(new SendTaskFailureCommand({ taskToken: await tokenOf(childArn) }));
    await until(mapRunArn, ({ status }) => status === "FAILED");
    assert.equal((await describeExecution(childArn)).redriveStatus, "REDRIVABLE_BY_MAP_RUN");
    await rejects(
      client.send(new RedriveExecutionCommand({ executionArn: childArn })),
      "ExecutionNotRedrivable",
      /by its Map Run$/,
    );
    await client.send(new RedriveExecutionCommand({ executionArn }));
    const redriven = await until(mapRunArn, ({ itemCounts }) => itemCounts?.running === 1);
    assert.equal(redriven.redriveCount, 1);
    assert.ok(redriven.redriveDate instanceof Date);
    const taskToken = await tokenOf(childArn);
    await client.send(new SendTaskSuccessCommand({ taskToken, output: "1" }));
    await until(mapRunArn, ({ status }) => status === "SUCCEEDED");
    const filter = { mapRunArn, redriveFilter: "REDRIVEN" } as const;
    const { executions = [] } = await client.send(new ListExecutionsCommand(filter));
    assert.deepEqual(
      executions.map(({ redriveCount }) => redriveCount),
      [1],
    );
  });

  it("is refused where it is not there, or is none", async () => {
    const asked = { mapRunArn: UNKNOWN_MAP_RUN };
    const notFound = `Resource not found: '${UNKNOWN_MAP_RUN}'`;
    await rejects(describeMapRun(UNKNOWN_MAP_RUN), "ResourceNotFound", notFound);
    for (const command of [
      new UpdateMapRunCommand({ ...asked, maxConcurrency: 1 }),
      new ListExecutionsCommand(asked),
    ]) {
      // Both commands have types of their own.
      const sent = client.send(command as UpdateMapRunCommand);
      await rejects(sent, "ResourceNotFound", notFound);
    }
    await rejects(
      describeMapRun(UNKNOWN_EXECUTION),
      "InvalidArn",
      "Invalid Arn: 'Resource type not valid in this context: execution'",
    );
    const update = { mapRunArn: "any", maxConcurrency: 1 };
    await rejects(client.send(new UpdateMapRunCommand(update)), "InvalidArn", /prefix: any'$/);
    await rejects(
      client.send(new ListMapRunsCommand({ executionArn: UNKNOWN_EXECUTION })),
      "ExecutionDoesNotExist",
      `Execution Does Not Exist: '${UNKNOWN_EXECUTION}'`,
    );
    const { executionArn } = await startMap(mapOf({ Type: "Pass", End: true }), []);
    const page = { executionArn, nextToken: "nothing" };
    await rejects(client.send(new ListMapRunsCommand(page)), "InvalidToken", /Invalid token/);
  });
});

const RETRY_TWICE = {
  ErrorEquals: ["States.ALL"],
  IntervalSeconds: 1,
  MaxDelaySeconds: 2,
  BackoffRate: 1,
  MaxAttempts: 2,
};

describe("a child execution", () => {
  it("is listed by its Map Run only, with how many items it was started for", async () => {
    const definition = mapOf({ Type: "Pass", End: true }, { ItemBatcher: { MaxItemsPerBatch: 2 } });
    const { stateMachineArn, executionArn, mapRunArn } = await startMap(definition, [1, 2, 3]);
    const over = await until(mapRunArn, ({ status }) => status === "SUCCEEDED");
    assert.deepEqual([over.itemCounts?.succeeded, over.executionCounts?.succeeded], [3, 2]);
    const listed: [number | undefined, string | undefined][] = [];
    for await (const { executions = [] } of paginateListExecutions(
      { client, pageSize: 1 },
      { mapRunArn },
    )) {
      for (const child of executions) {
        assert.equal(child.stateMachineArn, `${stateMachineArn}/Lines`);
        listed.push([child.itemCount, child.mapRunArn]);
      }
    }
    assert.deepEqual(listed, [
      [1, mapRunArn],
      [2, mapRunArn],
    ]);
    const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    assert.deepEqual(
      executions.map((each) => [each.executionArn, each.mapRunArn, each.itemCount]),
      [[executionArn, undefined, undefined]],
    );
  });

  it("knows its Map Run and the states that it runs", async () => {
    const definition = mapOf({ Type: "Pass", Parameters: { "c.$": "$$" }, End: true });
    const { stateMachineArn, mapRunArn } = await startMap(definition, [1]);
    await until(mapRunArn, ({ status }) => status === "SUCCEEDED");
    const [child] = await childrenOf(mapRunArn);
    const childArn = child?.executionArn ?? "";
    assert.equal(childArn.split(":").at(-1), child?.name);
    const described = await describeExecution(childArn);
    assert.equal(described.mapRunArn, mapRunArn);
    assert.equal(described.stateMachineArn, `${stateMachineArn}/Lines`);
    const context = JSON.parse(described.output ?? "{}").c;
    const machine = `${stateMachineArn.split(":").at(-1)}/Lines`;
    assert.deepEqual(context.StateMachine, { Id: `${stateMachineArn}/Lines`, Name: machine });
    assert.equal(context.Execution.Id, childArn);
    assert.equal(context.Map, undefined);
    const { $metadata: _, ...runs } = await client.send(
      new DescribeStateMachineForExecutionCommand({ executionArn: childArn }),
    );
    assert.equal(runs.label, "Lines");
    assert.equal(runs.mapRunArn, mapRunArn);
    assert.deepEqual(JSON.parse(runs.definition ?? ""), {
      StartAt: "Work",
      States: { Work: { Type: "Pass", Parameters: { "c.$": "$$" }, End: true } },
    });
  });

  it("may be stopped alone, and counts as aborted", async () => {
    const definition = mapOf(ASKING, { ToleratedFailureCount: 1 });
    const { executionArn, mapRunArn } = await startMap(definition, [1]);
    await until(mapRunArn, ({ itemCounts }) => itemCounts?.running === 1);
    const [child] = await childrenOf(mapRunArn);
    await client.send(new StopExecutionCommand({ executionArn: child?.executionArn }));
    const over = await until(mapRunArn, ({ status }) => status !== "RUNNING");
    assert.deepEqual([over.status, over.itemCounts?.aborted], ["SUCCEEDED", 1]);
    assert.equal((await describeExecution(executionArn)).status, "SUCCEEDED");
  });
});
