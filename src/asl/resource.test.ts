import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseResource } from "./resource.ts";

describe("parseResource()", () => {
  it("reads an integration that waits for a token", () => {
    assert.deepEqual(parseResource("arn:aws:states:::sns:publish.waitForTaskToken"), {
      kind: "integration",
      service: "sns",
      api: "publish",
      pattern: "waitForTaskToken",
      resourceName: "publish.waitForTaskToken",
      resourceType: "sns",
    });
  });

  it("reads the other patterns, partitions and filled-in regions", () => {
    const patternOf = (arn: string) => {
      const resource = parseResource(arn);
      return resource?.kind === "integration" ? resource.pattern : resource?.kind;
    };
    assert.equal(patternOf("arn:aws:states:::sns:publish"), "requestResponse");
    assert.equal(patternOf("arn:aws-cn:states:::states:startExecution.sync"), "sync");
    assert.equal(patternOf("arn:aws:states:::states:startExecution.sync:2"), "sync:2");
    assert.equal(
      patternOf("arn:aws:states:us-east-1:111111111111:aws-sdk:s3:getObject"),
      "requestResponse",
    );
  });

  it("names SDK integrations after their service", () => {
    const resource = parseResource("arn:aws:states:::aws-sdk:dynamodb:getItem");
    assert.equal(resource?.kind === "integration" && resource.resourceType, "aws-sdk:dynamodb");
  });

  it("reads functions and activities", () => {
    const lambda = "arn:aws:lambda:us-east-1:111111111111:function:check:$LATEST";
    const activity = "arn:aws:states:us-east-1:111111111111:activity:review";
    assert.deepEqual(parseResource(lambda), { kind: "lambda", arn: lambda });
    assert.deepEqual(parseResource(activity), { kind: "activity", arn: activity });
  });

  for (const arn of [
    "",
    "sns:publish",
    "arn:aws:states:::sns",
    "arn:aws:states:::sns:publish.sync",
    "arn:aws:states:::sns:publish.sync:2",
    "arn:aws:states:::sns:publish.waitForever",
    "arn:aws:states:::dynamodb:getItem.waitForTaskToken",
    "arn:aws:states:::nowhere:call",
    "arn:aws:states:::aws-sdk:s3:getObject.sync",
    "arn:aws:sqs:us-east-1:111111111111:queue",
  ]) {
    it(`knows no ${arn || "empty text"}`, () => assert.equal(parseResource(arn), undefined));
  }
});
