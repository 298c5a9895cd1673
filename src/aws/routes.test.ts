import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fastify } from "fastify";
import type { Operation } from "./operation.ts";
import { createAuthenticator } from "./protocols/signature-v4.ts";
import { registerAwsRoutes } from "./routes.ts";

const silent = () => undefined;
const FORM = "application/x-www-form-urlencoded";

function createApp(called: string[] = []) {
  const app = fastify({ bodyLimit: 16 * 1024 * 1024 });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  const record =
    (name: string): Operation =>
    async () => {
      called.push(name);
      return {};
    };
  registerAwsRoutes(app, {
    stepFunctions: new Map([["ListStateMachines", record("ListStateMachines")]]),
    sns: new Map([["ListTopics", record("ListTopics")]]),
    snsLinks: new Map([["Unsubscribe", record("Unsubscribe")]]),
    authenticate: createAuthenticator(undefined, Date.now),
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  app.get("/", async () => "a page");
  return app;
}

describe("registerAwsRoutes()", () => {
  it("tells Step Functions by the target and SNS by the action", async () => {
    const called: string[] = [];
    const app = createApp(called);
    const json = await app.inject({
      method: "POST",
      url: "/",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "AWSStepFunctions.ListStateMachines",
        host: "sync-anything.example",
      },
      payload: "{}",
    });
    assert.equal(json.statusCode, 200);
    assert.equal(json.headers["content-type"], "application/x-amz-json-1.0");
    const query = await app.inject({
      method: "POST",
      url: "/",
      headers: { "content-type": FORM },
      payload: "Action=ListTopics&Version=2010-03-31",
    });
    assert.equal(query.statusCode, 200);
    assert.match(String(query.headers["content-type"]), /^text\/xml/);
    assert.deepEqual(called, ["ListStateMachines", "ListTopics"]);
  });

  it("answers requests of no service in JSON", async () => {
    const app = createApp();
    for (const headers of [{}, { "x-amz-target": "DynamoDB_20120810.ListTables" }]) {
      const { statusCode, body } = await app.inject({ method: "POST", url: "/", headers });
      assert.equal(statusCode, 400);
      assert.equal(JSON.parse(body).__type, "com.amazon.coral.service#UnknownOperationException");
    }
  });

  it("serves SNS by GET and leaves every other GET to the pages", async () => {
    const called: string[] = [];
    const app = createApp(called);
    const link = await app.inject({ method: "GET", url: "/?Action=Unsubscribe&SubscriptionArn=a" });
    assert.match(link.body, /^<UnsubscribeResponse /);
    for (const url of ["/", "/?action=x", "/?"]) {
      assert.equal((await app.inject({ method: "GET", url })).body, "a page");
    }
    assert.deepEqual(called, ["Unsubscribe"]);
  });

  it("does nothing on HEAD and OPTIONS", async () => {
    const called: string[] = [];
    const app = createApp(called);
    for (const method of ["HEAD", "OPTIONS"] as const) {
      const { statusCode } = await app.inject({ method, url: "/?Action=Unsubscribe" });
      assert.equal(statusCode, 405);
    }
    assert.deepEqual(called, []);
  });

  it("refuses what web pages send", async () => {
    const called: string[] = [];
    const app = createApp(called);
    const form = await app.inject({
      method: "POST",
      url: "/",
      headers: { "content-type": FORM, origin: "https://elsewhere.example" },
      payload: "Action=ListTopics",
    });
    assert.equal(form.statusCode, 403);
    assert.match(form.body, /<Code>AccessDenied<\/Code>/);
    const target = "AWSStepFunctions.ListStateMachines";
    const headers = { "x-amz-target": target, origin: "null" };
    const json = await app.inject({ method: "POST", url: "/", headers, payload: "{}" });
    assert.match(JSON.parse(json.body).__type, /#AccessDeniedException$/);
    assert.deepEqual(called, []);
  });

  it("answers bodies over the server's limit in the terms of their protocol", async () => {
    const app = createApp();
    const payload = Buffer.alloc(17 * 1024 * 1024, "a");
    const target = "AWSStepFunctions.ListStateMachines";
    const json = await app.inject({
      method: "POST",
      url: "/",
      headers: { "x-amz-target": target, "content-type": "application/x-amz-json-1.0" },
      payload,
    });
    assert.equal(json.statusCode, 413);
    assert.match(JSON.parse(json.body).__type, /#RequestEntityTooLargeException$/);
    const headers = { "content-type": FORM };
    const query = await app.inject({ method: "POST", url: "/", headers, payload });
    assert.equal(query.statusCode, 413);
    assert.match(query.body, /<Code>RequestEntityTooLarge<\/Code>/);
  });

  it("answers a content type that is none in JSON", async () => {
    const headers = { "x-amz-target": "AWSStepFunctions.ListStateMachines", "content-type": ";;" };
    const response = await createApp().inject({ method: "POST", url: "/", headers, payload: "{}" });
    assert.equal(response.statusCode, 400);
    assert.match(JSON.parse(response.body).__type, /#UnknownOperationException$/);
  });
});
