// What runs while everything fails: something that waits for a program, and something that waits for all
// else at once.

import assert from "node:assert/strict";
import { createClient, must } from "../../../bench/lib/step-functions-client.ts";
import { query, textIn } from "../../support/topics.ts";

const ROLE = "arn:aws:iam::000000000000:role/r";
const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";
const PUBLISH = "arn:aws:states:::sns:publish.waitForTaskToken";

export interface Deployed {
  /** Ends with the first answer to its token, which stands in its history. */
  readonly asks: string;
  /** Ends when a timer has fired, a task has timed out, a function has answered, and somebody decided. */
  readonly forks: string;
}

/** Who is asked, and what they will say: whoever is first decides. */
export const DECIDERS = { "ann@example.com": "approve", "bob@example.com": "decline" };

export async function deploy(url: string): Promise<Deployed> {
  const topicArn = textIn(await query(url, { Action: "CreateTopic", Name: "t" }), "TopicArn");
  const { call, close } = createClient([url], 1);
  const create = async (name: string, definition: object) => {
    const input = { name, roleArn: ROLE, definition: JSON.stringify(definition) };
    const { stateMachineArn } = await must(call, "CreateStateMachine", input);
    assert.ok(typeof stateMachineArn === "string");
    return stateMachineArn;
  };
  const deployed = {
    asks: await create("asks", asksOf(topicArn)),
    forks: await create("forks", forksOf(topicArn)),
  };
  close();
  return deployed;
}

function asksOf(topicArn: string): object {
  return { StartAt: "Ask", States: { Ask: { ...asking(topicArn), End: true } } };
}

function forksOf(topicArn: string): object {
  const moment = {
    Moment: { Type: "Wait", Seconds: 1, Next: "Waited" },
    Waited: { Type: "Pass", Result: { waited: true }, End: true },
  };
  const ignored = {
    Ignored: {
      ...asking(topicArn),
      TimeoutSeconds: 2,
      Catch: [{ ErrorEquals: ["States.Timeout"], Next: "TimedOut" }],
      Next: "TimedOut",
    },
    TimedOut: { Type: "Pass", Result: { timedOut: true }, End: true },
  };
  const called = {
    Call: {
      Type: "Task",
      Resource: FUNCTION,
      Parameters: { "name.$": "$$.Execution.Name" },
      End: true,
    },
  };
  const approval = {
    "title.$": "States.Format('NAME:{}.', $$.Execution.Name)",
    approvers: Object.keys(DECIDERS),
  };
  const approve = {
    Approve: {
      ...asking(topicArn),
      Parameters: { TopicArn: topicArn, Message: { "taskToken.$": "$$.Task.Token", approval } },
      End: true,
    },
  };
  const Branches = [
    { StartAt: "Moment", States: moment },
    { StartAt: "Ignored", States: ignored },
    { StartAt: "Call", States: called },
    { StartAt: "Approve", States: approve },
  ];
  return { StartAt: "All", States: { All: { Type: "Parallel", Branches, End: true } } };
}

function asking(topicArn: string) {
  const Message = "States.Format('TOKEN:{} .', $$.Task.Token)";
  return {
    Type: "Task",
    Resource: PUBLISH,
    Parameters: { TopicArn: topicArn, "Message.$": Message },
  };
}
