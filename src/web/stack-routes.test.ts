import assert from "node:assert/strict";
import { test } from "node:test";
import fastify from "fastify";
import { StackError } from "../aws/cloudformation/problem.ts";
import { createAuthenticator } from "../aws/protocols/signature-v4.ts";
import type { StackRecord } from "../store/records.ts";
import { registerStackRoutes, type StackDeployment } from "./stack-routes.ts";

const STACK: StackRecord = {
  name: "expenses",
  createdAt: 0,
  updatedAt: 1_000,
  template: "Resources: {}",
  parameters: '{"A":"b"}',
  resources: "{}",
  outputs: '{"Url":"http://x"}',
};

function openStacks() {
  const deployed: StackDeployment[] = [];
  const deleted: string[] = [];
  const app = fastify();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  registerStackRoutes(app, {
    authenticate: createAuthenticator(undefined, Date.now),
    publicUrl: () => "http://127.0.0.1:8080",
    deployStack: async (deployment) => {
      deployed.push(deployment);
      if (deployment.template === "bad") {
        throw new StackError([
          { message: "AWS::S3::Bucket is not supported", logicalId: "Bucket", line: 7 },
          { message: "Parameter Email is missing" },
        ]);
      }
      return { resources: [], outputs: {}, notes: [] };
    },
    deleteStack: async (name) => deleted.push(name),
    findStack: async (name) => (name === STACK.name ? STACK : undefined),
  });
  const put = (body: object) =>
    app.inject({
      method: "PUT",
      url: "/api/stacks/expenses",
      payload: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
  return { app, deployed, deleted, put };
}

test("a deployment is handed on with its files, parameters and caller", async () => {
  const { deployed, put } = openStacks();
  const answer = await put({ template: "t", files: { "a.json": "{}" }, parameters: { A: "b" } });
  assert.deepEqual(answer.json(), { resources: [], outputs: {}, notes: [] });
  assert.deepEqual(deployed, [
    {
      stackName: "expenses",
      template: "t",
      files: { "a.json": "{}" },
      parameters: { A: "b" },
      callerName: "anonymous",
    },
  ]);
});

test("a template's problems are told all at once, with their place", async () => {
  const { put } = openStacks();
  const answer = await put({ template: "bad" });
  assert.equal(answer.statusCode, 400);
  assert.deepEqual(answer.json(), {
    error: {
      code: "InvalidTemplate",
      message: "line 7, Bucket: AWS::S3::Bucket is not supported\nParameter Email is missing",
    },
  });
});

test("a request of another shape is refused before anything is deployed", async () => {
  const { deployed, put } = openStacks();
  for (const body of [{}, { template: 1 }, { template: "t", files: [] }, { template: "t", x: 1 }]) {
    assert.equal((await put(body)).statusCode, 400, JSON.stringify(body));
  }
  assert.equal((await put({ template: "t", parameters: { A: 1 } })).statusCode, 400);
  assert.deepEqual(deployed, []);
});

test("a stack is shown and deleted by name; one that is not there is not found", async () => {
  const { app, deleted } = openStacks();
  const shown = (await app.inject({ url: "/api/stacks/expenses" })).json();
  assert.deepEqual([shown.parameters, shown.outputs], [{ A: "b" }, { Url: "http://x" }]);
  const missing = await app.inject({ method: "DELETE", url: "/api/stacks/other" });
  assert.equal(missing.statusCode, 404);
  const gone = await app.inject({ method: "DELETE", url: "/api/stacks/expenses" });
  assert.equal(gone.statusCode, 200);
  assert.deepEqual(deleted, ["expenses"]);
});
