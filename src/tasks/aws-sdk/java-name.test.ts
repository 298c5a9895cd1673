import assert from "node:assert/strict";
import { test } from "node:test";
import { javaName } from "./java-name.ts";
import { packageOf } from "./package-names.ts";

test("a service is called what the SDK for Java calls it", () => {
  const names = {
    DynamoDB: "DynamoDb",
    SFN: "Sfn",
    S3: "S3",
    SQS: "Sqs",
    Lambda: "Lambda",
    "Secrets Manager": "SecretsManager",
    EventBridge: "EventBridge",
    SESv2: "SesV2",
    EC2: "Ec2",
    IoT: "Iot",
    "CloudWatch Logs": "CloudWatchLogs",
    "Cognito Identity Provider": "CognitoIdentityProvider",
    "RDS Data": "RdsData",
  };
  for (const [serviceId, name] of Object.entries(names)) assert.equal(javaName(serviceId), name);
});

test("a service of a resource is found in the package that the SDK for JavaScript has for it", () => {
  const packages = {
    dynamodb: "dynamodb",
    secretsmanager: "secrets-manager",
    cloudwatchlogs: "cloudwatch-logs",
    cognitoidentityprovider: "cognito-identity-provider",
    databasemigration: "database-migration-service",
    sesv2: "sesv2",
  };
  for (const [service, name] of Object.entries(packages)) {
    assert.equal(packageOf(service), `@aws-sdk/client-${name}`);
  }
});
