import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EXPENSE_APPROVAL, readTemplate, SAMPLE } from "../../../test/support/templates.ts";
import { listReferencedFiles } from "./include-files.ts";
import { type PlannedStack, planStack, type StackRequest } from "./plan-stack.ts";
import { describeProblem } from "./problem.ts";

const SCOPE = { region: "us-east-1", accountId: "000000000000" };
const TOPIC = { Type: "AWS::SNS::Topic" };

function plan(request: Partial<StackRequest>): PlannedStack {
  return planStack(
    { stackName: "demo", template: "", files: {}, parameters: {}, ...request },
    {
      scope: SCOPE,
      randomId: (length) => "abcdefghijkl".slice(0, length),
      publicUrl: "http://127.0.0.1:8080",
      otherApiIds: [],
      previous: undefined,
      at: 0,
    },
  );
}

function planResources(Resources: object, more: object = {}): PlannedStack {
  return plan({ template: JSON.stringify({ Resources, ...more }, null, 1) });
}

function messages({ problems }: PlannedStack): readonly string[] {
  return problems.map(({ logicalId, message }) => `${logicalId ?? "-"}: ${message}`);
}

/** Evaluates a value as the output of a template with a topic and some parameters. */
function evaluate(value: unknown, parameters: Record<string, string> = {}) {
  const Parameters = Object.fromEntries(
    Object.keys(parameters).map((name) => [
      name,
      { Type: name.startsWith("List") ? "CommaDelimitedList" : "String" },
    ]),
  );
  const Resources = { T: { ...TOPIC, Properties: { TopicName: "t" } } };
  const template = JSON.stringify({ Parameters, Resources, Outputs: { O: { Value: value } } });
  const planned = plan({ template, parameters });
  return planned.problems[0]?.message ?? planned.plan?.outputs["O"];
}

describe("planStack()", () => {
  test("plans AWS's human review sample as it is published", () => {
    const planned = plan({
      ...readTemplate(SAMPLE),
      parameters: { ApproverEmailAddress: "manager@example.com" },
    });
    assert.deepEqual(planned.problems, []);
    const wanted = planned.plan?.resources.map((resource) => resource.wanted) ?? [];
    assert.deepEqual(
      wanted.map(({ kind }) => kind),
      ["topic", "notEnforced", "restApi", "notEnforced", "stateMachine"],
    );
    const machine = wanted.find((one) => one.kind === "stateMachine");
    assert.match(machine?.name ?? "", /^ReviewStateMachine-[a-z]{12}$/);
    assert.equal(machine?.roleArn, "arn:aws:iam::000000000000:role/demo-review-sfn-role");
    assert.ok(
      machine?.definition.includes(
        '"TopicArn": "arn:aws:sns:us-east-1:000000000000:demo-sns-topic"',
      ),
    );
    assert.ok(
      machine?.definition.includes("http://127.0.0.1:8080/restapis/abcdefghij/Prod?Type=Approved"),
      "links lead to this server",
    );
    assert.deepEqual(planned.plan?.notes, [
      "Accepted and not enforced on this server: ReviewRESTApiRole (AWS::IAM::Role), ReviewSfnRole (AWS::IAM::Role)",
      "ReviewStateMachine: ./StepFunction/step-function-definition.json: " +
        "This task waits for an answer that may never come: say how long with TimeoutSeconds " +
        "(/States/Get human approval)",
    ]);
  });

  test("says once that a parameter is missing, and nothing that follows from it", () => {
    const { problems } = plan(readTemplate(SAMPLE));
    assert.deepEqual(problems.map(describeProblem), [
      "line 6: Parameter ApproverEmailAddress needs a value: it has no default",
    ]);
  });

  test("plans the expense approval example", () => {
    const { problems, plan: made } = plan(readTemplate(EXPENSE_APPROVAL));
    assert.deepEqual(problems, []);
    assert.equal(
      made?.outputs["StateMachineArn"],
      "arn:aws:states:us-east-1:000000000000:stateMachine:demo",
    );
  });

  test("lists the files that a template refers to as it writes them", () => {
    const { template } = readTemplate(SAMPLE);
    assert.deepEqual(listReferencedFiles(template), [
      "./APIGateway/ReviewRESTApi.yaml",
      "./StepFunction/step-function-definition.json",
    ]);
    assert.deepEqual(listReferencedFiles("{"), []);
    assert.deepEqual(listReferencedFiles("A: {DefinitionUri: s3://bucket/key}"), []);
  });

  test("names everything it does not support at once, with logical id and line", () => {
    const template = [
      "Globals: {}",
      "Conditions: {}",
      "Resources:",
      "  Fn:",
      "    Type: AWS::Lambda::Function",
      "  Topic:",
      "    Type: AWS::SNS::Topic",
      "    Condition: IsProd",
      "    DeletionPolicy: Retain",
      "    Properties:",
      "      FifoTopic: true",
      "      Subscription:",
      "        - Protocol: sms",
      "          Endpoint: '+15550100'",
      "  Machine:",
      "    Type: AWS::Serverless::StateMachine",
      "    DependsOn: Nobody",
      "    Properties:",
      "      DefinitionUri: missing.json",
      "      Type: FAST",
      "Outputs:",
      "  Out:",
      "    Value: !Select [0, [a]]",
    ].join("\n");
    assert.deepEqual(plan({ template }).problems.map(describeProblem), [
      "line 1: Section Globals is not supported",
      "line 2: Section Conditions is not supported",
      "line 4, Fn: Resource type AWS::Lambda::Function is not supported",
      "line 8, Topic: Condition is not supported",
      "line 9, Topic: DeletionPolicy Retain is not supported",
      "line 11, Topic: Property FifoTopic of AWS::SNS::Topic is not supported",
      "line 13, Topic: Invalid parameter: Protocol Reason: sms is not supported by this server",
      "line 17, Machine: DependsOn names no resource: Nobody",
      "line 19, Machine: The file missing.json was not sent along with the template",
      "line 20, Machine: Type must be STANDARD or EXPRESS",
      "line 23: Output Out: Fn::Select is not supported",
    ]);
  });

  test("names what is wrong in the files, by file and line", () => {
    const { problems } = plan({
      template: [
        "Resources:",
        "  Machine:",
        "    Type: AWS::Serverless::StateMachine",
        "    Properties: {DefinitionUri: m.asl.json}",
        "  Broken:",
        "    Type: AWS::Serverless::StateMachine",
        "    Properties: {DefinitionUri: b.asl.yaml}",
        "  Api:",
        "    Type: AWS::Serverless::Api",
        "    Properties:",
        "      StageName: Prod",
        "      Auth: {DefaultAuthorizer: AWS_IAM}",
        "      DefinitionBody:",
        "        Fn::Transform: {Name: AWS::Include, Parameters: {Location: api.yaml}}",
      ].join("\n"),
      files: {
        "m.asl.json": '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": 1}}}',
        "b.asl.yaml": "a: 1\na: 2\n",
        "api.yaml": [
          "openapi: 3.0.1",
          "paths:",
          "  /x:",
          "    get: {x-amazon-apigateway-integration: {type: http_proxy, uri: 'https://example.com'}}",
        ].join("\n"),
      },
    });
    const lines = problems.map(describeProblem);
    assert.match(lines[0] ?? "", /^line 4, Machine: m\.asl\.json: .* \(\/States\/A\/End\)$/);
    assert.equal(lines.at(-3), 'line 7, Broken: b.asl.yaml, line 2: The key "a" is repeated');
    assert.equal(
      lines.at(-2),
      "line 12, Api: Property Auth of AWS::Serverless::Api is not supported",
    );
    assert.match(lines.at(-1) ?? "", /^line 13, Api: Integration type http_proxy is not supported/);
  });

  test("evaluates Ref, GetAtt, Sub and Join", () => {
    const arn = "arn:aws:sns:us-east-1:000000000000:t";
    assert.equal(evaluate({ Ref: "T" }), arn);
    assert.equal(evaluate({ "Fn::GetAtt": ["T", "TopicName"] }), "t");
    assert.equal(
      evaluate({ "Fn::Sub": "<${T.TopicName}|${AWS::Region}|${!T}>" }),
      "<t|us-east-1|${T}>",
    );
    assert.equal(evaluate({ "Fn::Sub": ["${a}${P}", { a: { Ref: "T" } }] }, { P: "p" }), `${arn}p`);
    assert.equal(evaluate({ "Fn::Join": ["-", ["a", { Ref: "P" }]] }, { P: "p" }), "a-p");
    assert.equal(evaluate({ "Fn::Join": ["+", { Ref: "ListP" }] }, { ListP: "a, b" }), "a+b");
    assert.equal(evaluate({ "Fn::Join": ["", ["a", { Ref: "AWS::NoValue" }]] }), "a");
    assert.equal(
      evaluate({
        "Fn::Sub": "${AWS::Partition} ${AWS::URLSuffix} ${AWS::AccountId} ${AWS::StackName}",
      }),
      "aws amazonaws.com 000000000000 demo",
    );
    assert.match(
      String(evaluate({ Ref: "AWS::StackId" })),
      /:stack\/demo\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-/,
    );
  });

  test("names references to nothing", () => {
    assert.equal(evaluate({ Ref: "Nobody" }), "Output O: Unresolved reference: Nobody");
    assert.equal(evaluate({ "Fn::Sub": "${No.Arn}" }), "Output O: Unresolved reference: No");
    assert.equal(
      evaluate({ "Fn::GetAtt": ["T", "Arn"] }),
      "Output O: Attribute Arn of T is not supported",
    );
    assert.equal(evaluate({ Ref: ["T"] }), "Output O: Ref needs a name");
    assert.equal(evaluate({ Ref: "constructor" }), "Output O: Unresolved reference: constructor");
    assert.equal(evaluate(["x"]), "Output O: The value must be text");
  });

  test("names circular dependencies, and only those that are part of one", () => {
    const topic = (name: unknown, dependsOn?: string) => ({
      ...TOPIC,
      Properties: { TopicName: name },
      ...(dependsOn === undefined ? {} : { DependsOn: dependsOn }),
    });
    const planned = planResources({
      A: topic({ "Fn::Sub": "a-${B.TopicName}" }),
      B: topic("b", "C"),
      C: topic({ "Fn::Join": ["", [{ "Fn::GetAtt": ["A", "TopicName"] }]] }),
      D: topic({ "Fn::GetAtt": ["A", "TopicName"] }),
      E: topic("e"),
      F: topic({ "Fn::GetAtt": ["F", "TopicName"] }),
    });
    assert.deepEqual(messages(planned), [
      "A: Circular dependency between resources: A, B, C, F",
      "B: Circular dependency between resources: A, B, C, F",
      "C: Circular dependency between resources: A, B, C, F",
      "F: Circular dependency between resources: A, B, C, F",
    ]);
  });

  test("checks parameters in every way they can be limited", () => {
    const Parameters = {
      A: { Type: "String", AllowedValues: ["x", "y"] },
      B: { Type: "String", AllowedPattern: "[a-z]+", ConstraintDescription: "lower case" },
      C: { Type: "Number", MinValue: 1, MaxValue: 3 },
      D: { Type: "Number" },
      E: { Type: "String", MinLength: 2, MaxLength: 3 },
      F: { Type: "CommaDelimitedList", AllowedValues: ["a", "b"] },
      G: { Type: "AWS::SSM::Parameter::Value<String>" },
      H: { Type: "String", Default: "h" },
      I: { Type: "Number", Default: 5, MaxValue: 4 },
    };
    const template = JSON.stringify({ Parameters, Resources: { T: TOPIC } });
    const parameters = { A: "z", B: "aB", C: "4", D: "d", E: "x", F: "a,c", Nobody: "1" };
    const { problems } = plan({ template, parameters });
    assert.deepEqual(
      problems.map(({ message }) => message).toSorted(),
      [
        "Parameter A must be one of x, y",
        "Parameter B must match the pattern [a-z]+ (lower case)",
        "Parameter C must be at most 3",
        "Parameter D must be a number",
        "Parameter E must have at least 2 characters",
        "Parameter F must be one of a, b",
        "Parameter G needs a value: it has no default",
        "Parameter I must be at most 4",
        "The template has no parameter Nobody",
        'Type of parameter G must be one of String, Number, CommaDelimitedList, not "AWS::SSM::Parameter::Value<String>"',
      ].toSorted(),
    );
  });

  test("keeps a substituted value inside the text that it is put into", () => {
    const definition = '{"StartAt":"A","States":{"A":{"Type":"Pass","Result":"${X}","End":true}}}';
    const { plan: made } = planResources({
      M: {
        Type: "AWS::StepFunctions::StateMachine",
        Properties: {
          RoleArn: "arn:aws:iam::000000000000:role/r",
          DefinitionString: definition,
          DefinitionSubstitutions: { X: '","End":false,"x":"' },
        },
      },
    });
    const wanted = made?.resources[0]?.wanted;
    assert.ok(wanted?.kind === "stateMachine");
    const state = JSON.parse(wanted.definition).States.A;
    assert.deepEqual(state, { Type: "Pass", Result: '","End":false,"x":"', End: true });
  });

  test("notes a placeholder that nothing substitutes", () => {
    const Definition = {
      StartAt: "A",
      States: { A: { Type: "Pass", Result: "${Who}", End: true } },
    };
    const { plan: made, problems } = planResources({
      M: { Type: "AWS::Serverless::StateMachine", Properties: { Definition } },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(made?.notes, ["M: ${Who} stays in the definition: nothing substitutes it"]);
  });

  test("refuses two resources that would be the same thing", () => {
    const same = { ...TOPIC, Properties: { TopicName: "same" } };
    assert.deepEqual(messages(planResources({ A: same, B: same })), [
      "B: arn:aws:sns:us-east-1:000000000000:same is also what A makes",
    ]);
  });

  test("refuses texts that are no template, in one line each", () => {
    const first = (template: string) =>
      plan({ template }).problems.map(({ message }) => message)[0];
    assert.equal(first("just text"), "The template must be an object with Resources");
    assert.equal(first("[]"), "The template must be an object with Resources");
    assert.equal(first("{}"), "The template has no resources");
    assert.match(first("a: [") ?? "", /^Not valid YAML or JSON: /);
    assert.equal(first("x".repeat(1_048_577)), "The template is larger than 1 MB");
    assert.match(
      plan({ stackName: "a b", template: "{}" }).problems[0]?.message ?? "",
      /^A stack name is .* not "a b"$/,
    );
  });
});
