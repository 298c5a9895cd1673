// Step Functions as AWS's own client for JavaScript meets it: the history of an execution.

import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import {
  GetExecutionHistoryCommand,
  paginateGetExecutionHistory,
  SendTaskSuccessCommand,
} from "@aws-sdk/client-sfn";
import {
  PASS,
  ROLE,
  rejects,
  startStepFunctions,
  UNKNOWN_EXECUTION,
} from "../support/step-functions.ts";

const server = await startStepFunctions();
after(() => server.stop());
const { client, createMachine, start, startAsking } = server;

describe("GetExecutionHistory", () => {
  const history = async (input: { executionArn: string; reverseOrder?: boolean }) =>
    (await client.send(new GetExecutionHistoryCommand(input))).events ?? [];

  it("tells the events in order and in reverse", async () => {
    const executionArn = await start(await createMachine(PASS), '{"in":1}');
    const events = await history({ executionArn });
    assert.deepEqual(
      events.map(({ timestamp, ...event }) => {
        assert(timestamp instanceof Date);
        return event;
      }),
      [
        {
          id: 1,
          previousEventId: 0,
          type: "ExecutionStarted",
          executionStartedEventDetails: {
            input: '{"in":1}',
            inputDetails: { truncated: false },
            roleArn: ROLE,
          },
        },
        {
          id: 2,
          previousEventId: 0,
          type: "PassStateEntered",
          stateEnteredEventDetails: {
            name: "A",
            input: '{"in":1}',
            inputDetails: { truncated: false },
          },
        },
        {
          id: 3,
          previousEventId: 2,
          type: "PassStateExited",
          stateExitedEventDetails: {
            name: "A",
            output: '{"a":1}',
            outputDetails: { truncated: false },
          },
        },
        {
          id: 4,
          previousEventId: 3,
          type: "ExecutionSucceeded",
          executionSucceededEventDetails: {
            output: '{"a":1}',
            outputDetails: { truncated: false },
          },
        },
      ],
    );
    assert.deepEqual(await history({ executionArn, reverseOrder: true }), events.toReversed());
  });

  it("pages through commits in both directions without a gap", async () => {
    const { executionArn, taskToken } = await startAsking();
    await client.send(new SendTaskSuccessCommand({ taskToken, output: "{}" }));
    const whole = await history({ executionArn });
    assert.equal(whole.length, 8);
    for (const reverseOrder of [false, true]) {
      for (const pageSize of [1, 2, 3, 7, 8, 9]) {
        const ids: (number | undefined)[] = [];
        const pages = paginateGetExecutionHistory(
          { client, pageSize },
          { executionArn, reverseOrder },
        );
        for await (const { events = [] } of pages) {
          assert(events.length > 0 && events.length <= pageSize);
          ids.push(...events.map(({ id }) => id));
        }
        const expected = [1, 2, 3, 4, 5, 6, 7, 8];
        assert.deepEqual(ids, reverseOrder ? expected.toReversed() : expected);
      }
    }
  });

  it("leaves the data out when asked to, tokens included", async () => {
    const { executionArn, taskToken } = await startAsking();
    const { events } = await client.send(
      new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }),
    );
    const text = JSON.stringify(events);
    assert(!text.includes(taskToken));
    assert.doesNotMatch(text, /"(?:input|output|inputDetails|outputDetails)"/);
    assert.match(text, /"resource":"publish.waitForTaskToken"/);
  });

  it("is of an execution that exists", async () => {
    await rejects(
      history({ executionArn: UNKNOWN_EXECUTION }),
      "ExecutionDoesNotExist",
      `Execution Does Not Exist: '${UNKNOWN_EXECUTION}'`,
    );
    const executionArn = await start(await createMachine(PASS));
    await rejects(
      client.send(new GetExecutionHistoryCommand({ executionArn, nextToken: "x" })),
      "InvalidToken",
      "Invalid Token: 'Invalid token'",
    );
  });
});
