import assert from "node:assert/strict";
import { test } from "node:test";
import { parseClientConfig } from "./parse-client-config.ts";
import type { Flags } from "./parse-config.ts";

function configOf(flags: Flags, environment = {}) {
  const outcome = parseClientConfig(flags, environment);
  assert.ok("config" in outcome, JSON.stringify(outcome));
  return outcome.config;
}

test("the server is on this machine, and calls are unsigned", () => {
  assert.deepEqual(configOf({}), {
    url: "http://127.0.0.1:8080",
    credentials: undefined,
    region: "us-east-1",
  });
});

test("flags win over COUNTERSIGN variables, and those over the ones of the AWS tools", () => {
  const environment = {
    COUNTERSIGN_URL: "http://one:1/",
    AWS_ACCESS_KEY_ID: "AWS",
    AWS_SECRET_ACCESS_KEY: "aws",
    AWS_REGION: "eu-west-1",
  };
  assert.deepEqual(configOf({}, environment), {
    url: "http://one:1",
    credentials: { accessKeyId: "AWS", secretAccessKey: "aws" },
    region: "eu-west-1",
  });
  const own = { COUNTERSIGN_ACCESS_KEY_ID: "OWN", COUNTERSIGN_SECRET_ACCESS_KEY: "own" };
  assert.equal(configOf({}, { ...environment, ...own }).credentials?.accessKeyId, "OWN");
  const flags = { url: "http://two:2", "access-key-id": "F", "secret-access-key": "f" };
  assert.equal(configOf(flags, environment).url, "http://two:2");
  assert.equal(configOf(flags, environment).credentials?.secretAccessKey, "f");
});

test("half a key and a broken URL are told together", () => {
  const outcome = parseClientConfig({ url: "localhost:8080", "access-key-id": "A" }, {});
  assert.deepEqual(outcome, {
    problems: [
      "The server's URL must begin with http:// or https://.",
      "An access key id and its secret belong together: give both or none.",
    ],
  });
});
