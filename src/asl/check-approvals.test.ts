import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cpuMs, MOMENT_MS } from "../../test/support/cpu-time.ts";
import type { JsonObject } from "../base/json.ts";
import { checkApprovals } from "./check-approvals.ts";
import type { Definition } from "./definition.ts";

const SNS = "arn:aws:states:::sns:publish.waitForTaskToken";
const TOKEN = { TopicArn: "arn:aws:sns:us-east-1:000000000000:T", "Message.$": "$$.Task.Token" };
const DONE = { Type: "Succeed" };

/** `CODE location` of each warning. */
function codes(definition: unknown): string[] {
  return checkApprovals(definition as Definition).map(
    ({ code, location }) => `${code.replace("APPROVAL_", "")} ${location}`,
  );
}

function ask(task: JsonObject = {}): JsonObject {
  return { Type: "Task", Resource: SNS, Parameters: TOKEN, TimeoutSeconds: 60, End: true, ...task };
}

function machine(states: JsonObject, more: JsonObject = {}): JsonObject {
  return { StartAt: Object.keys(states)[0] ?? "", States: states, ...more };
}

/** The warnings about a callback task with these Parameters. */
function sending(parameters: unknown, more: JsonObject = {}): string[] {
  return codes(machine({ Ask: ask({ Parameters: parameters as JsonObject, ...more }) }));
}

/** The warnings about a callback task with these Arguments. */
function sendingQuery(argument: unknown): string[] {
  const { Parameters: _, ...task } = ask();
  return codes(
    machine({ Ask: { ...task, Arguments: argument as JsonObject } }, { QueryLanguage: "JSONata" }),
  );
}

describe("checkApprovals() on timeouts", () => {
  const { TimeoutSeconds: _, ...patient } = ask();

  it("warns about a callback that nothing ends", () => {
    assert.deepEqual(codes(machine({ Ask: patient })), ["WITHOUT_TIMEOUT /States/Ask"]);
  });

  for (const limit of ["TimeoutSeconds", "HeartbeatSeconds"]) {
    it(`takes ${limit}, also by path`, () => {
      assert.deepEqual(codes(machine({ Ask: { ...patient, [limit]: 5 } })), []);
      assert.deepEqual(codes(machine({ Ask: { ...patient, [`${limit}Path`]: "$.s" } })), []);
    });
  }

  it("takes a timeout of the whole machine", () => {
    assert.deepEqual(codes(machine({ Ask: patient }, { TimeoutSeconds: 60 })), []);
  });

  it("takes a sibling branch that fails after a wait", () => {
    const deadline = machine({
      Wait: { Type: "Wait", Seconds: 60, Next: "Late" },
      Late: { Type: "Fail" },
    });
    const both = { Type: "Parallel", Branches: [machine({ Ask: patient }), deadline], End: true };
    assert.deepEqual(codes(machine({ Both: both })), []);
  });

  it("asks only of callbacks", () => {
    const lambda = "arn:aws:lambda:us-east-1:000000000000:function:f";
    for (const resource of [lambda, "arn:aws:states:::sns:publish"]) {
      assert.deepEqual(codes(machine({ Ask: { ...patient, Resource: resource } })), []);
    }
  });

  it("looks into branches and into both forms of Map", () => {
    const inner = machine({ Ask: patient });
    const nested = machine({
      Both: { Type: "Parallel", Branches: [machine({ Done: DONE }), inner], Next: "Each" },
      Each: { Type: "Map", ItemProcessor: inner, Next: "Old" },
      Old: { Type: "Map", Iterator: inner, End: true },
    });
    assert.deepEqual(codes(nested), [
      "WITHOUT_TIMEOUT /States/Both/Branches[1]/States/Ask",
      "WITHOUT_TIMEOUT /States/Each/ItemProcessor/States/Ask",
      "WITHOUT_TIMEOUT /States/Old/Iterator/States/Ask",
    ]);
  });
});

describe("checkApprovals() on the way of the token", () => {
  const NOT_SENT = ["TOKEN_NOT_SENT /States/Ask"];

  for (const [key, value] of Object.entries({
    "Message.$": "$$.Task.Token",
    "Whole task.$": "$$.Task",
    "Context.$": "$$",
    "Descent.$": "$$..Token",
    "Bracket.$": "$$['Task']['Token']",
    "Format.$": "States.Format('Your token: {}', $$.Task.Token)",
    "Nested.$": "States.Array(States.Base64Encode($$.Task.Token))",
    "Merged.$": "States.JsonMerge($, $$.Task, false)",
    "Unknown.$": "${FilledLater}",
  })) {
    it(`takes "${key}": "${value}"`, () => {
      assert.deepEqual(sending({ Deep: [{ [key]: value }] }), []);
    });
  }

  for (const parameters of [
    undefined,
    {},
    { Message: "Please approve" },
    { "Message.$": "$" },
    { "Message.$": "$.Task.Token" },
    { "Message.$": "$token" },
    { "Message.$": "$$.Execution.Id" },
    { "Message.$": "States.Format('{}', $$.Execution.Input.Task.Token)" },
  ]) {
    it(`warns about ${JSON.stringify(parameters) ?? "no parameters"}`, () => {
      assert.deepEqual(sending(parameters), NOT_SENT);
    });
  }

  it("says what is missing where the text of a path is sent in place of the token", () => {
    const plain = machine({ Ask: ask({ Parameters: { Body: { Token: "$$.Task.Token" } } }) });
    const [warning] = checkApprovals(plain as unknown as Definition);
    assert.match(warning?.message ?? "", /"Token" must be called "Token\.\$"$/);
  });

  it("follows the context object through InputPath", () => {
    assert.deepEqual(sending({ "Message.$": "$.Token" }, { InputPath: "$$.Task" }), []);
    assert.deepEqual(sending(undefined, { InputPath: "$$" }), []);
    assert.deepEqual(sending({ "Message.$": "$" }, { InputPath: "$$.Execution" }), NOT_SENT);
  });

  for (const argument of [
    { Message: "{% $states.context.Task.Token %}" },
    { Message: "{% 'Token: ' & $states.context.`Task`.Token %}" },
    { Deep: [{ Message: "{% $string($states.context) %}" }] },
    { Message: "{% $states %}" },
    { Message: "{% ($c := $states.context; $c.Task.Token) %}" },
    "{% {'Message': $states.context.Task.Token, 'Id': $states.context.Execution.Id} %}",
  ]) {
    it(`takes ${JSON.stringify(argument)}`, () => {
      assert.deepEqual(sendingQuery(argument), []);
    });
  }

  for (const argument of [
    undefined,
    { Message: "{% $states.input.Task.Token %}" },
    { Message: "{% $states.context.Execution.Id %}" },
    { Message: "{% $token %}" },
    { Message: "$states.context.Task.Token" },
  ]) {
    it(`warns about ${JSON.stringify(argument) ?? "no arguments"}`, () => {
      assert.deepEqual(sendingQuery(argument), NOT_SENT);
    });
  }
});

describe("checkApprovals() on links", () => {
  const RAW = ["LINK_NOT_ENCODED /States/Ask"];

  for (const call of [
    "States.Format('https://example.com/approve?token={}', $$.Task.Token)",
    "States.Format('{}?decision=yes&token={} thanks', $.url, $$.Task.Token)",
    "States.Format('https://example.com/approve/{}', $$.Task.Token)",
    "States.Array(States.Format('${Api}?a={}&t={}', $.a, $$.Task.Token))",
  ]) {
    it(`warns about ${call}`, () => {
      assert.deepEqual(sending({ "Message.$": call }), RAW);
    });
  }

  for (const call of [
    "States.Format('https://example.com/?token={}', States.Base64Encode($$.Task.Token))",
    "States.Format('Answer with the token {}', $$.Task.Token)",
    "States.Format('https://example.com/?id={} token: {}', $.id, $$.Task.Token)",
    "States.Base64Encode(States.Format('https://example.com/?token={}', $$.Task.Token))",
  ]) {
    it(`takes ${call}`, () => {
      assert.deepEqual(sending({ "Message.$": call }), []);
    });
  }

  it("takes no time for a text of nothing but beginnings", () => {
    const startedMs = cpuMs();
    const urls = "http://".repeat(100_000);
    assert.deepEqual(sending({ "Message.$": `States.Format('${urls}{}', $$.Task.Token)` }), RAW);
    assert.ok(cpuMs() - startedMs < MOMENT_MS);
  });

  it("does the same for JSONata", () => {
    const link = "{% 'https://example.com/?token=' & $states.context.Task.Token & ' thanks' %}";
    assert.deepEqual(sendingQuery({ Message: link }), RAW);
    const encoded = "{% '/?token=' & $encodeUrlComponent($states.context.Task.Token) %}";
    assert.deepEqual(sendingQuery({ Message: encoded }), []);
    assert.deepEqual(sendingQuery({ Message: "{% 'Token: ' & $states.context.Task.Token %}" }), []);
  });
});

describe("checkApprovals() on choices", () => {
  const OPEN = ["WITHOUT_DEFAULT /States/Decide"];

  function deciding(rules: readonly JsonObject[], task: JsonObject = {}, more: JsonObject = {}) {
    const { End: _, ...asking } = ask({ ResultPath: "$.approval", ...task });
    return codes(
      machine({
        Ask: { Next: "Decide", ...asking },
        Decide: {
          Type: "Choice",
          Choices: rules.map((rule) => ({ ...rule, Next: "Done" })),
          ...more,
        },
        Done: DONE,
      }),
    );
  }

  const decision = "$.approval.decision";
  const approve = { Variable: decision, StringEquals: "approve" };
  const decline = { Variable: decision, StringEquals: "decline" };

  it("warns about a decision that no rule may match", () => {
    assert.deepEqual(deciding([approve]), OPEN);
    assert.deepEqual(deciding([approve, decline]), OPEN);
    assert.deepEqual(deciding([{ Or: [approve, decline] }]), OPEN);
    assert.deepEqual(deciding([{ And: [{ Variable: decision, IsPresent: true }, approve] }]), OPEN);
    assert.deepEqual(deciding([{ Variable: "$.approval.ok", BooleanEquals: true }]), OPEN);
  });

  it("takes a Default", () => {
    assert.deepEqual(deciding([approve], {}, { Default: "Done" }), []);
  });

  it("takes rules that leave nothing over, or may not", () => {
    const ok = "$.approval.ok";
    const yes = { Variable: ok, BooleanEquals: true };
    const no = { Variable: ok, BooleanEquals: false };
    assert.deepEqual(deciding([no, yes]), []);
    assert.deepEqual(deciding([approve, { Not: approve }]), []);
    assert.deepEqual(deciding([approve, { Variable: decision, IsPresent: true }]), []);
    assert.deepEqual(deciding([approve, { Variable: decision, StringMatches: "*" }]), []);
    const present = { Variable: ok, IsPresent: true };
    assert.deepEqual(deciding([{ And: [present, yes] }, { And: [present, no] }]), []);
  });

  it("asks only of choices on what came back", () => {
    assert.deepEqual(deciding([{ ...approve, Variable: "$.currency" }]), []);
    assert.deepEqual(deciding([approve], { ResultPath: null }), []);
    assert.deepEqual(deciding([approve], { ResultPath: "$" }), OPEN);
    assert.deepEqual(deciding([approve], { Resource: "arn:aws:states:::sns:publish" }), []);
    assert.deepEqual(deciding([approve], { Next: "Done" }), []);
  });

  it("follows the answer through a variable", () => {
    const given = { Assign: { "decision.$": "$.decision" } };
    assert.deepEqual(deciding([{ ...approve, Variable: "$decision" }], given), OPEN);
    assert.deepEqual(deciding([{ ...approve, Variable: "$other" }], given), []);
  });

  function decidingQuery(conditions: readonly (string | boolean)[], task: JsonObject = {}) {
    const states = {
      Ask: {
        Type: "Task",
        Resource: SNS,
        Arguments: { Message: "{% $states.context.Task.Token %}" },
        TimeoutSeconds: 60,
        Next: "Decide",
        ...task,
      },
      Decide: {
        Type: "Choice",
        Choices: conditions.map((condition) => ({ Condition: condition, Next: "Done" })),
      },
      Done: DONE,
    };
    return codes(machine(states, { QueryLanguage: "JSONata" }));
  }

  it("does the same for JSONata", () => {
    assert.deepEqual(decidingQuery(["{% $states.input.decision = 'approve' %}"]), OPEN);
    const ofVariable = "{% $decision = 'approve' or $decision = 'accept' %}";
    const assign = { Assign: { decision: "{% $states.result.decision %}" } };
    assert.deepEqual(decidingQuery([ofVariable], assign), OPEN);
    assert.deepEqual(decidingQuery([ofVariable]), []);
    assert.deepEqual(decidingQuery(["{% $states.input.decision != 'decline' %}"]), []);
    assert.deepEqual(decidingQuery(["{% $states.input.a = 'x' %}", true]), []);
    assert.deepEqual(decidingQuery(["{% $states.input.a = 'x' %}"], { Output: "{% 1 %}" }), []);
  });
});
