// aws-local-stepfunctions: an interpreter in memory. Nothing survives the process; it knows no task
// tokens, so a local handler stands in for one.

import { StateMachine } from "aws-local-stepfunctions";
import { createPostbox, serveWorkload } from "./serve-workload.mjs";

const approval = new StateMachine({
  StartAt: "Over 500",
  States: {
    "Over 500": {
      Type: "Choice",
      Choices: [{ Variable: "$.report.totalExpense", NumericGreaterThan: 500, Next: "Ask" }],
      Default: "Done",
    },
    Ask: {
      Type: "Task",
      Resource: "arn:aws:lambda:us-east-1:000000000000:function:ask",
      ResultPath: "$.decision",
      Next: "Done",
    },
    Done: { Type: "Succeed" },
  },
});
const names = Array.from({ length: 20 }, (_, index) => `Step ${index + 1}`);
const steps = new StateMachine({
  StartAt: names[0],
  States: Object.fromEntries(
    names.map((name, index) => {
      const next = names[index + 1];
      return [name, { Type: "Pass", ...(next ? { Next: next } : { End: true }) }];
    }),
  ),
});

const postbox = createPostbox();
const waiting = new Map();
const results = new Map();

function ask({ name }) {
  const { promise, resolve } = Promise.withResolvers();
  waiting.set(name, resolve);
  postbox.put(name, name);
  return promise;
}

serveWorkload({
  async start(name, report) {
    const { result } = approval.run(
      { name, report },
      { overrides: { taskResourceLocalHandlers: { Ask: ask } } },
    );
    results.set(name, result);
    return name;
  },
  token: (name) => postbox.get(name),
  async answer(token, decision) {
    waiting.get(token)(decision);
    waiting.delete(token);
    await results.get(token);
    results.delete(token);
  },
  steps: () => steps.run({}).result,
});
