import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { createCallAws } from "./call-aws.ts";
import { createLambdaFunctionRunner, createLambdaInvokeRunner } from "./lambda.ts";
import { callOf, failureOf, outputOf, type StandIn, startStandIn } from "./testing.ts";

const FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:approve";
const INVOKE = "arn:aws:states:::lambda:invoke";
const THROWN = '{"errorMessage": "no", "errorType": "Declined", "stackTrace": []}';
const UNHANDLED = { headers: { "x-amz-function-error": "Unhandled" } };

describe("functions of AWS Lambda", () => {
  let aws: StandIn;
  before(async () => {
    aws = await startStandIn();
    Object.assign(process.env, aws.environment);
  });
  after(() => aws.close());
  const callAws = createCallAws({ region: "us-east-1", isS3PathStyle: true });
  const direct = createLambdaFunctionRunner(callAws);
  const invoke = createLambdaInvokeRunner(callAws);
  beforeEach(() => {
    aws.answer = () => ({ headers: { "x-amz-executed-version": "$LATEST" }, body: '{"ok": true}' });
  });

  it("get the input of the state and give its result, when the resource is their ARN", async () => {
    assert.deepEqual(await outputOf(direct, FUNCTION, { a: [1] }), { ok: true });
    const { path, body, headers } = aws.seen.at(-1) ?? {};
    assert.equal(path, `/2015-03-31/functions/${encodeURIComponent(FUNCTION)}/invocations`);
    assert.equal(body, '{"a":[1]}');
    assert.match(headers?.authorization ?? "", /\/eu-west-1\/lambda\/aws4_request/);
  });

  it("are shown with the call itself by lambda:invoke", async () => {
    const answer = await invoke.run(callOf(INVOKE, { FunctionName: "f", Payload: { a: 1 } }));
    assert.equal(answer.kind, "succeeded");
    const { SdkHttpMetadata, ...output } = Object(answer.output);
    assert.deepEqual(output, {
      ExecutedVersion: "$LATEST",
      Payload: { ok: true },
      StatusCode: 200,
      SdkResponseMetadata: { RequestId: "request-1" },
    });
    const { HttpStatusCode, HttpHeaders, AllHttpHeaders } = SdkHttpMetadata;
    assert.equal(HttpStatusCode, 200);
    assert.equal(HttpHeaders["X-Amz-Executed-Version"], "$LATEST");
    assert.deepEqual(AllHttpHeaders["x-amzn-RequestId"], ["request-1"]);
    assert.equal(aws.seen.at(-1)?.body, '{"a":1}');
  });

  it("get a payload of text as it is", async () => {
    await outputOf(invoke, INVOKE, { FunctionName: "f", Payload: '"quoted"' });
    assert.equal(aws.seen.at(-1)?.body, '"quoted"');
    await outputOf(invoke, INVOKE, { FunctionName: "f", Payload: null });
    assert.equal(aws.seen.at(-1)?.body, "");
  });

  it("may be invoked without waiting for them, and by a qualifier", async () => {
    aws.answer = () => ({ status: 202, body: "" });
    const parameters = { FunctionName: "f", InvocationType: "Event", Qualifier: "live" };
    const output = Object(await outputOf(invoke, INVOKE, parameters));
    assert.equal(output.StatusCode, 202);
    assert.equal(aws.seen.at(-1)?.headers["x-amz-invocation-type"], "Event");
    assert.match(aws.seen.at(-1)?.path ?? "", /Qualifier=live/);
  });

  it("fail with what they throw: as it came, or as compact JSON by lambda:invoke", async () => {
    aws.answer = () => ({ ...UNHANDLED, body: THROWN });
    assert.equal(await failureOf(direct, FUNCTION, {}), `Declined: ${THROWN}`);
    assert.equal(
      await failureOf(invoke, INVOKE, { FunctionName: "f" }),
      'Declined: {"errorMessage":"no","errorType":"Declined","stackTrace":[]}',
    );
  });

  it("fail by a name of its own when they do not say what they throw", async () => {
    aws.answer = () => ({ ...UNHANDLED, body: '{"errorMessage":"exited"}' });
    assert.equal(
      await failureOf(direct, FUNCTION, {}),
      "Lambda.Unknown: The cause could not be determined because Lambda did not return an error " +
        'type. Returned payload: {"errorMessage":"exited"}',
    );
  });

  it("fail with the errors of the service, and are not called again", async () => {
    const refuse = (status: number, code: string) => {
      aws.answer = () => ({
        status,
        headers: { "x-amzn-errortype": code },
        body: '{"message":"no"}',
      });
    };
    const before = aws.seen.length;
    refuse(404, "ResourceNotFoundException");
    const text = (code: string, status: number) =>
      `no (Service: AWSLambda; Status Code: ${status}; Error Code: ${code}; Request ID: request-1; ` +
      "Proxy: null)";
    assert.equal(
      await failureOf(direct, FUNCTION, {}),
      `Lambda.ResourceNotFoundException: ${text("ResourceNotFoundException", 404)}`,
    );
    refuse(429, "TooManyRequestsException");
    assert.match(await failureOf(direct, FUNCTION, {}), /^Lambda\.TooManyRequestsException: no/);
    refuse(400, "SomethingElse");
    assert.match(await failureOf(direct, FUNCTION, {}), /^Lambda\.AWSLambdaException: no/);
    assert.equal(aws.seen.length, before + 3);
  });

  it("fail when a field is not known", async () => {
    assert.match(
      await failureOf(invoke, INVOKE, { FunctionName: "f", Function: "g", DryRun: 1 }),
      /^States\.Runtime: The Parameters '.*' could not be used to start the Task: \[The field 'Function' is not supported by Step Functions, The field 'DryRun' is not supported/,
    );
  });

  it("are no longer waited for when nobody wants the answer", async () => {
    const abort = new AbortController();
    aws.answer = () => {
      abort.abort();
      return new Promise(() => undefined);
    };
    const answer = await direct.run(callOf(FUNCTION, {}), abort.signal);
    assert.equal(answer.kind, "failed");
  });
});
