import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { readTemplate, SAMPLE } from "../../../test/support/templates.ts";
import type { Json, JsonObject } from "../../base/json.ts";
import type { TaskCall } from "../../engine/task-runner.ts";
import { type EngineBench, openEngine, SCOPE } from "../../engine/testing.ts";
import { callbackMachine } from "../../execution/testing.ts";
import { readSource } from "../cloudformation/read-source.ts";
import { operationsOn } from "../step-functions/testing.ts";
import type { HostedAnswer, HostedRequest } from "./hosted-answer.ts";
import { createHostedApi, type HostedApiDeps } from "./hosted-api.ts";

const SAMPLE_API = readSource(readTemplate(SAMPLE).files["./APIGateway/ReviewRESTApi.yaml"] ?? "")
  .value as Json;

const integration = (operation: string, template: string, responses: JsonObject = OK) => ({
  "x-amazon-apigateway-integration": {
    type: "aws",
    uri: `arn:aws:apigateway:us-east-1:states:action/${operation}`,
    requestTemplates: { "application/json": template },
    passthroughBehavior: "never",
    responses,
  },
});
const OK = { default: { statusCode: "200" } };

describe("hosted APIs", () => {
  let bench: EngineBench;
  let token: string;
  let executionId: string;
  beforeEach(async () => {
    const calls: TaskCall[] = [];
    bench = await openEngine({
      isAtomic: true,
      async run(call) {
        calls.push(call);
        return { kind: "succeeded", output: {}, subject: "Expense Approval" };
      },
    });
    await host(SAMPLE_API);
    const stateMachine = await bench.deploy(callbackMachine({}));
    const started = await bench.engine.startExecution({
      stateMachine,
      name: "e",
      input: "{}",
      startedBy: "tester",
    });
    executionId = started.kind === "started" ? started.executionId : "";
    token = calls[0]?.token ?? "";
  });

  async function host(definition: Json, variables: object = {}) {
    const restApi = {
      id: "abcdefghij",
      name: "api",
      stage: "Prod",
      definition: JSON.stringify(definition),
      variables: JSON.stringify(variables),
      createdAt: 0,
    };
    await bench.commit([{ kind: "putRestApi", restApi }]);
  }

  function call(
    request: Partial<HostedRequest>,
    hostedApiGet: HostedApiDeps["hostedApiGet"] = "confirm",
  ): Promise<HostedAnswer> {
    const clock = () => bench.now;
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const isAskedOfPeople = async () => false;
    const deps = { ...bench, scope: SCOPE, clock, log, hostedApiGet, isAskedOfPeople };
    const operations = operationsOn(bench);
    return createHostedApi({ ...deps, operations })({
      apiId: "abcdefghij",
      stage: "Prod",
      method: "GET",
      path: "/",
      query: {},
      headers: {},
      body: "",
      sourceIp: "192.0.2.1",
      isConfirmed: false,
      ...request,
    });
  }

  /** The sample's link, its token in Base64 as the sample writes it. */
  const link = (type = "Approved", given = token): Partial<HostedRequest> => ({
    query: { Type: [type], Token: [Buffer.from(given).toString("base64")] },
  });
  const execution = () => bench.store.findExecution(executionId);
  const isRunning = async () => (await execution())?.status === "RUNNING";
  const bodyOf = (answer: HostedAnswer) => {
    assert.equal(answer.kind, "response");
    return answer.kind === "response" ? [answer.status, answer.body] : [];
  };

  for (const method of ["GET", "HEAD", "OPTIONS", "get"]) {
    test(`answer ${method} of a link with what it would do, and do nothing`, async () => {
      for (let times = 0; times < 3; times++) {
        const answer = await call({ ...link(), method });
        assert.ok(answer.kind === "confirm");
        assert.deepEqual(answer.action, {
          name: "SendTaskSuccess",
          parameters: { Type: "Approved" },
          output: '{"Result": "Approved"}',
        });
        assert.equal(answer.task.subject, "Expense Approval");
        assert.equal(answer.task.execution.name, "e");
      }
      assert.ok(await isRunning());
    });
  }

  test("do what a link says once a person has confirmed it", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const body = "countersign-confirm=yes&Type=Rejected";
    const answer = await call({ ...link(), method: "POST", headers, body, isConfirmed: true });
    assert.ok(answer.kind === "done");
    assert.equal(answer.action.output, '{"Result": "Approved"}');
    assert.deepEqual(answer.task.closing, { reason: "succeeded", via: "link", by: null });
    assert.equal((await execution())?.output, '{"Result":"Approved"}');
  });

  test("explain a link whose task is settled, whichever it is and whoever follows it", async () => {
    await call({ ...link(), isConfirmed: true });
    const output = (await execution())?.output;
    for (const isConfirmed of [false, true]) {
      const answer = await call({ ...link("Rejected"), isConfirmed });
      assert.ok(answer.kind === "explain");
      assert.equal(answer.task.kind, "closed");
    }
    assert.equal((await execution())?.output, output);
  });

  test("explain a link whose token is not of this server", async () => {
    for (const given of ["forged", token.slice(0, -1), "x".repeat(60)]) {
      const answer = await call(link("Approved", given));
      assert.deepEqual(answer, { kind: "explain", task: { kind: "invalid" } });
    }
  });

  test("let API clients settle a task at once, as on AWS", async () => {
    const answer = await call({ ...link(), method: "POST" });
    assert.deepEqual(answer, {
      kind: "response",
      status: 200,
      headers: { "content-type": "application/json" },
      body: '{\n    "Expense report status" : "Approved"\n}',
    });
    assert.equal((await execution())?.output, '{"Result":"Approved"}');
  });

  test("act on GET when the operator wants AWS's behaviour", async () => {
    assert.equal((await call(link(), "as-aws")).kind, "response");
    assert.equal((await execution())?.status, "SUCCEEDED");
  });

  const injections = [
    'Rejected","Result":"Approved',
    'x","extra":"y',
    'x\\","Result":"Approved',
    "x\\",
    "\\u0022,",
    'x"}',
    'x","Result":{"a":1},"b":"',
    "line\nbreak",
  ];
  for (const type of injections) {
    test(`refuse to let ${JSON.stringify(type)} rewrite the output`, async () => {
      for (const request of [{}, { isConfirmed: true }]) {
        const [status, body] = bodyOf(await call({ ...link(type), ...request }));
        assert.equal(status, 400);
        assert.match(String(body), /InvalidOutput|Invalid/);
      }
      await call({ ...link(type), method: "POST" });
      await call({ ...link(type) }, "as-aws");
      assert.ok(await isRunning(), "nothing of it reached the workflow");
    });
  }

  test("take values with any character that a template escapes twice", async () => {
    const template =
      '{"output": "{\\"r\\": \\"$util.escapeJavaScript($util.escapeJavaScript($input.params("t")))\\"}", "taskToken": "$input.params("k")"}';
    await host({
      openapi: "3.0.1",
      paths: { "/": { post: integration("SendTaskSuccess", template) } },
    });
    const text = 'a "quoted" \\ {value}, with: ü\nand more';
    await call({ method: "POST", query: { t: [text], k: [token] } });
    assert.deepEqual(JSON.parse((await execution())?.output ?? "null"), { r: text });
  });

  test("take a whole output from a parameter where the template says so", async () => {
    const template =
      '{"output": "$util.escapeJavaScript($input.params(\'o\'))", "taskToken": "$input.params(\'k\')"}';
    await host({
      openapi: "3.0.1",
      paths: { "/": { get: integration("SendTaskSuccess", template) } },
    });
    const answer = await call({ query: { o: ['{"Status":"ok"}'], k: [token] }, isConfirmed: true });
    assert.equal(answer.kind, "done");
    assert.equal((await execution())?.output, '{"Status":"ok"}');
  });

  test("refuse text that is only decoded into an injection", async () => {
    for (const decode of ["urlDecode", "base64Decode"]) {
      const template = `{"output": "{\\"Result\\": \\"$util.escapeJavaScript($util.${decode}($input.params('t')))\\"}", "taskToken": "$input.params('k')"}`;
      await host({
        openapi: "3.0.1",
        paths: { "/": { post: integration("SendTaskSuccess", template) } },
      });
      const injected = 'No","Result":"Approved';
      const t =
        decode === "urlDecode"
          ? encodeURIComponent(injected)
          : Buffer.from(injected).toString("base64");
      await call({ method: "POST", query: { t: [t], k: [token] } });
      assert.ok(await isRunning(), decode);
    }
  });

  test("choose the integration's response by the status of Step Functions", async () => {
    const template =
      '{"taskToken": "$input.params("k")", "error": "No", "cause": "$input.params("why")"}';
    const responses = {
      default: { statusCode: "201", responseTemplates: { "application/json": "done" } },
      "4\\d{2}": {
        statusCode: "409",
        responseParameters: { "method.response.header.X-Why": "'late'" },
        responseTemplates: { "application/json": '{"type": "$input.path(\'$.__type\')"}' },
      },
    };
    await host({
      swagger: "2.0",
      paths: { "/tasks/{k}/decline": { put: integration("SendTaskFailure", template, responses) } },
    });
    const request = { method: "PUT", path: `/tasks/${token}/decline`, query: { why: ["why not"] } };
    assert.deepEqual(bodyOf(await call(request)), [201, "done"]);
    assert.equal((await execution())?.cause, "why not");
    assert.deepEqual(await call(request), {
      kind: "response",
      status: 409,
      headers: { "content-type": "application/json", "x-why": "late" },
      body: '{"type": "com.amazonaws.swf.service.v2.model#TaskTimedOut"}',
    });
  });

  test("show what a link of another operation would say, without the token", async () => {
    const template = '{"taskToken": "$input.params("k")", "error": "Declined"}';
    await host({
      openapi: "3.0.1",
      paths: { "/{decision}/{k}": { get: integration("SendTaskFailure", template) } },
    });
    const answer = await call({
      path: `/no/${token}`,
      query: { note: ["a", "b"], t: [`x${token}`] },
    });
    assert.ok(answer.kind === "confirm");
    assert.deepEqual(answer.action, {
      name: "SendTaskFailure",
      parameters: { decision: "no", note: "a, b" },
      error: "Declined",
    });
  });

  test("start nothing by GET, and read whatever may be read", async () => {
    const arn = "arn:aws:states:us-east-1:000000000000:stateMachine:m";
    const template = `{"stateMachineArn": "${arn}", "input": "$util.escapeJavaScript($input.json('$'))"}`;
    await host({
      openapi: "3.0.1",
      paths: {
        "/start": { "x-amazon-apigateway-any-method": integration("StartExecution", template) },
        "/describe": {
          get: integration("DescribeStateMachine", `{"stateMachineArn": "${arn}"}`),
        },
      },
    });
    const count = async () => (await bench.store.listExecutions({}, { limit: 10 })).length;
    const [status, body] = bodyOf(await call({ path: "/start" }));
    assert.deepEqual(
      [status, body],
      [405, '{"message":"StartExecution by GET is switched off: use POST"}'],
    );
    assert.equal(bodyOf(await call({ path: "/describe" }))[0], 200);
    assert.equal(await count(), 1);
    const posted = await call({ path: "/start", method: "POST", body: '{"a":"\\"quoted\\""}' });
    assert.match(String(bodyOf(posted)[1]), /executionArn/);
    assert.equal(await count(), 2);
  });

  test("answer as API Gateway where nothing is hosted", async () => {
    const missing = [403, '{"message":"Missing Authentication Token"}'];
    const forbidden = [403, '{"message":"Forbidden"}'];
    assert.deepEqual(bodyOf(await call({ path: "/nope" })), missing);
    assert.deepEqual(bodyOf(await call({ stage: "Dev" })), forbidden);
    assert.deepEqual(bodyOf(await call({ apiId: "zzzzzzzzzz" })), forbidden);
  });

  test("take only the content types that the integration has templates for", async () => {
    const headers = { "Content-Type": "text/xml" };
    const answer = await call({ ...link(), method: "POST", headers, body: "<a/>" });
    assert.deepEqual(bodyOf(answer), [415, '{"message":"Unsupported Media Type"}']);
    assert.ok(await isRunning());
    const json = { "content-type": "application/json; charset=utf-8" };
    assert.equal(bodyOf(await call({ ...link(), method: "POST", headers: json }))[0], 200);
  });

  test("answer 500 without a word of the template when that fails", async () => {
    await host({
      openapi: "3.0.1",
      paths: { "/": { post: integration("SendTaskSuccess", "$input.body.nothing()") } },
    });
    assert.deepEqual(bodyOf(await call({ method: "POST" })), [
      500,
      '{"message":"Internal server error"}',
    ]);
  });

  test("answer mocks, with stage variables and context", async () => {
    const mock = {
      type: "mock",
      requestTemplates: { "application/json": '{"statusCode": 404}' },
      responses: {
        default: { statusCode: "200" },
        "404": {
          statusCode: "404",
          responseTemplates: {
            "application/json": "$stageVariables.color $context.httpMethod $context.resourcePath",
          },
        },
      },
    };
    const get = { "x-amazon-apigateway-integration": mock };
    await host({ openapi: "3.0.1", paths: { "/{a+}": { get } } }, { color: "blue" });
    assert.deepEqual(bodyOf(await call({ path: "/x/y" })), [404, "blue GET /{a+}"]);
  });

  test("prefer literal paths to parameters and a method to any method", async () => {
    const say = (text: string) => ({
      "x-amazon-apigateway-integration": {
        type: "mock",
        requestTemplates: { "application/json": '{"statusCode": 200}' },
        responses: {
          default: { statusCode: "200", responseTemplates: { "application/json": text } },
        },
      },
    });
    const any = "x-amazon-apigateway-any-method";
    await host({
      openapi: "3.0.1",
      paths: {
        "/{rest+}": { [any]: say("rest $input.params('rest')") },
        "/a/{id}": { get: say("one $input.params('id')"), [any]: say("any") },
        "/a/b": { get: say("literal") },
      },
    });
    const said = async (method: string, path: string) => bodyOf(await call({ method, path }))[1];
    assert.equal(await said("GET", "/a/b"), "literal");
    assert.equal(await said("GET", "/a/b%2Fc%20d"), "one b/c d");
    assert.equal(await said("DELETE", "/a/c"), "any");
    assert.equal(await said("GET", "/x/y/z"), "rest x/y/z");
    assert.equal(await said("POST", "/a/b"), '{"message":"Missing Authentication Token"}');
  });
});
