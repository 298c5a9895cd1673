import assert from "node:assert/strict";
import { test } from "node:test";
import fastify from "fastify";
import { registerSchemaRoutes } from "./schema-routes.ts";

test("the schema of an approval says where it is and what it demands", async () => {
  const app = fastify();
  registerSchemaRoutes(app, { publicUrl: () => "https://approvals.example.com/a" });
  const answer = await app.inject("/schemas/approval.json");
  assert.match(String(answer.headers["content-type"]), /^application\/schema\+json/);
  const schema = answer.json();
  assert.equal(schema.$id, "https://approvals.example.com/a/schemas/approval.json");
  assert.deepEqual(schema.required, ["taskToken", "approval"]);
  assert.deepEqual(schema.properties.approval.required, ["title"]);
});
