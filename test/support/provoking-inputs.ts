// What to ask of each operation of Step Functions so that it answers with each of its errors.

import {
  PASS,
  PREFIX,
  ROLE,
  routeTo,
  UNKNOWN_EXECUTION,
  UNKNOWN_MACHINE,
  WAIT,
} from "./step-functions.ts";

/** What there is. Mostly ARNs. */
export interface Surroundings {
  /** Has version 1, and the alias PROD that leads to it. */
  readonly machine: string;
  readonly express: string;
  /** Its execution `taken` runs. */
  readonly waiting: string;
  /** Has as many versions and aliases as there may be, and a revision that is not published. */
  readonly full: string;
  readonly running: string;
  readonly over: string;
  /** Is over. */
  readonly mapRunArn: string;
  /** `foreign`: of a task whose execution has never been. */
  readonly tokens: { readonly open: string; readonly closed: string; readonly foreign: string };
}

const UNKNOWN_ACTIVITY = `${PREFIX}:activity:nobody`;
const UNKNOWN_MAP_RUN = `${PREFIX}:mapRun:M/L:00000000-0000-4000-8000-000000000000`;
const CUSTOMER_KEY = { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "key" };
const BAD_LOGGING = { level: "ALL" };
const LONG = "x".repeat(2_001);
const TAGS = Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: "" }));

const inputOf = (given: object) => ({ name: "New", definition: PASS, roleArn: ROLE, ...given });

/** By operation and error. There is an activity of the name `activity`. */
export function provokingInputs(
  there: Surroundings,
): Readonly<Record<string, Readonly<Record<string, object>>>> {
  const { machine, express, waiting, full, running, over, mapRunArn, tokens } = there;
  const change = (given: object) => ({ stateMachineArn: machine, ...given });
  return {
    CreateActivity: {
      ActivityAlreadyExists: { name: "activity", encryptionConfiguration: CUSTOMER_KEY },
      InvalidName: { name: "a b" },
      TooManyTags: { name: "tagged", tags: TAGS },
      InvalidEncryptionConfiguration: { name: "secret", encryptionConfiguration: CUSTOMER_KEY },
    },
    CreateStateMachine: {
      InvalidArn: inputOf({ roleArn: "x" }),
      InvalidDefinition: inputOf({ definition: "{}" }),
      InvalidName: inputOf({ name: "a b" }),
      InvalidLoggingConfiguration: inputOf({ loggingConfiguration: BAD_LOGGING }),
      InvalidTracingConfiguration: inputOf({ tracingConfiguration: {} }),
      StateMachineAlreadyExists: inputOf({ name: "Machine", definition: WAIT }),
      TooManyTags: inputOf({ tags: TAGS }),
      ValidationException: inputOf({ versionDescription: "of nothing" }),
      InvalidEncryptionConfiguration: inputOf({ encryptionConfiguration: CUSTOMER_KEY }),
    },
    CreateStateMachineAlias: {
      InvalidArn: { name: "a", routingConfiguration: routeTo("x") },
      ValidationException: { name: "a", routingConfiguration: [] },
      ResourceNotFound: { name: "a", routingConfiguration: routeTo(`${machine}:9`) },
      ConflictException: {
        name: "PROD",
        description: "another",
        routingConfiguration: routeTo(`${machine}:1`),
      },
      ServiceQuotaExceededException: { name: "more", routingConfiguration: routeTo(`${full}:1`) },
    },
    DeleteActivity: { InvalidArn: { activityArn: "x" } },
    DeleteStateMachine: {
      InvalidArn: { stateMachineArn: "x" },
      ValidationException: { stateMachineArn: `${machine}/label` },
    },
    DeleteStateMachineAlias: {
      ValidationException: { stateMachineAliasArn: LONG },
      InvalidArn: { stateMachineAliasArn: "x" },
      ResourceNotFound: { stateMachineAliasArn: `${machine}:nobody` },
    },
    DeleteStateMachineVersion: {
      ValidationException: { stateMachineVersionArn: LONG },
      InvalidArn: { stateMachineVersionArn: "x" },
      ConflictException: { stateMachineVersionArn: `${machine}:1` },
    },
    DescribeActivity: {
      ActivityDoesNotExist: { activityArn: UNKNOWN_ACTIVITY },
      InvalidArn: { activityArn: "x" },
    },
    DescribeExecution: {
      ExecutionDoesNotExist: { executionArn: UNKNOWN_EXECUTION },
      InvalidArn: { executionArn: "x" },
    },
    DescribeMapRun: {
      ResourceNotFound: { mapRunArn: UNKNOWN_MAP_RUN },
      InvalidArn: { mapRunArn: "x" },
    },
    DescribeStateMachine: {
      InvalidArn: { stateMachineArn: "x" },
      StateMachineDoesNotExist: { stateMachineArn: UNKNOWN_MACHINE },
    },
    DescribeStateMachineAlias: {
      ValidationException: { stateMachineAliasArn: LONG },
      InvalidArn: { stateMachineAliasArn: "x" },
      ResourceNotFound: { stateMachineAliasArn: `${machine}:nobody` },
    },
    DescribeStateMachineForExecution: {
      ExecutionDoesNotExist: { executionArn: UNKNOWN_EXECUTION },
      InvalidArn: { executionArn: "x" },
    },
    GetActivityTask: {
      ActivityDoesNotExist: { activityArn: UNKNOWN_ACTIVITY },
      InvalidArn: { activityArn: "x" },
    },
    GetExecutionHistory: {
      ExecutionDoesNotExist: { executionArn: UNKNOWN_EXECUTION },
      InvalidArn: { executionArn: "x" },
      InvalidToken: { executionArn: running, nextToken: "x" },
    },
    ListActivities: { InvalidToken: { nextToken: "x" } },
    ListExecutions: {
      InvalidArn: { stateMachineArn: "x" },
      InvalidToken: { stateMachineArn: machine, nextToken: "x" },
      StateMachineDoesNotExist: { stateMachineArn: UNKNOWN_MACHINE },
      StateMachineTypeNotSupported: { stateMachineArn: express },
      ValidationException: {},
      ResourceNotFound: { mapRunArn: UNKNOWN_MAP_RUN },
    },
    ListMapRuns: {
      ExecutionDoesNotExist: { executionArn: UNKNOWN_EXECUTION },
      InvalidArn: { executionArn: "x" },
      InvalidToken: { executionArn: running, nextToken: "x" },
    },
    ListStateMachineAliases: {
      InvalidArn: { stateMachineArn: "x" },
      InvalidToken: { stateMachineArn: machine, nextToken: "x" },
      ResourceNotFound: { stateMachineArn: `${machine}:9` },
      StateMachineDoesNotExist: { stateMachineArn: UNKNOWN_MACHINE },
    },
    ListStateMachineVersions: {
      ValidationException: { stateMachineArn: machine, maxResults: 1_001 },
      InvalidArn: { stateMachineArn: "x" },
      InvalidToken: { stateMachineArn: machine, nextToken: "x" },
    },
    ListStateMachines: { InvalidToken: { nextToken: "x" } },
    ListTagsForResource: {
      InvalidArn: { resourceArn: "x" },
      ResourceNotFound: { resourceArn: UNKNOWN_MACHINE },
    },
    PublishStateMachineVersion: {
      ValidationException: change({ description: LONG }),
      StateMachineDoesNotExist: { stateMachineArn: UNKNOWN_MACHINE },
      ServiceQuotaExceededException: { stateMachineArn: full },
      ConflictException: change({ revisionId: "another" }),
      InvalidArn: { stateMachineArn: "x" },
    },
    RedriveExecution: {
      ExecutionDoesNotExist: { executionArn: UNKNOWN_EXECUTION },
      ExecutionNotRedrivable: { executionArn: over },
      InvalidArn: { executionArn: "x" },
      ValidationException: { executionArn: over, clientToken: LONG },
    },
    SendTaskFailure: {
      TaskDoesNotExist: { taskToken: tokens.foreign },
      InvalidToken: { taskToken: "x" },
      TaskTimedOut: { taskToken: tokens.closed },
    },
    SendTaskHeartbeat: {
      TaskDoesNotExist: { taskToken: tokens.foreign },
      InvalidToken: { taskToken: "x" },
      TaskTimedOut: { taskToken: tokens.closed },
    },
    SendTaskSuccess: {
      TaskDoesNotExist: { taskToken: tokens.foreign, output: "1" },
      InvalidOutput: { taskToken: tokens.open, output: "{" },
      InvalidToken: { taskToken: "x", output: "1" },
      TaskTimedOut: { taskToken: tokens.closed, output: "1" },
    },
    StartExecution: {
      ExecutionAlreadyExists: { stateMachineArn: waiting, name: "taken", input: "1" },
      InvalidArn: { stateMachineArn: "x" },
      InvalidExecutionInput: change({ input: "{" }),
      InvalidName: change({ name: "a b" }),
      StateMachineDoesNotExist: { stateMachineArn: UNKNOWN_MACHINE },
      ValidationException: { stateMachineArn: `${machine}/label` },
    },
    StartSyncExecution: {
      InvalidArn: { stateMachineArn: "x" },
      InvalidExecutionInput: { stateMachineArn: express, input: "{" },
      InvalidName: { stateMachineArn: express, name: "a b" },
      StateMachineDoesNotExist: { stateMachineArn: UNKNOWN_MACHINE },
      StateMachineTypeNotSupported: { stateMachineArn: machine },
    },
    StopExecution: {
      ExecutionDoesNotExist: { executionArn: UNKNOWN_EXECUTION },
      InvalidArn: { executionArn: "x" },
      ValidationException: { executionArn: running, error: LONG },
    },
    TagResource: {
      InvalidArn: { resourceArn: "x", tags: [] },
      ResourceNotFound: { resourceArn: UNKNOWN_MACHINE, tags: [] },
      TooManyTags: { resourceArn: machine, tags: TAGS },
    },
    TestState: {
      InvalidArn: { definition: '{"Type":"Succeed"}', roleArn: "x" },
      InvalidDefinition: { definition: "{}", roleArn: ROLE },
      InvalidExecutionInput: { definition: '{"Type":"Succeed"}', roleArn: ROLE, input: "{" },
      ValidationException: { definition: '{"Type":"Succeed"}', roleArn: ROLE, variables: "[]" },
    },
    UntagResource: {
      InvalidArn: { resourceArn: "x", tagKeys: [] },
      ResourceNotFound: { resourceArn: UNKNOWN_MACHINE, tagKeys: [] },
    },
    UpdateMapRun: {
      ResourceNotFound: { mapRunArn: UNKNOWN_MAP_RUN, maxConcurrency: 1 },
      InvalidArn: { mapRunArn: "x", maxConcurrency: 1 },
      ValidationException: { mapRunArn, maxConcurrency: 1 },
    },
    UpdateStateMachine: {
      InvalidArn: change({ roleArn: "x" }),
      InvalidDefinition: change({ definition: "{}" }),
      InvalidLoggingConfiguration: change({ loggingConfiguration: BAD_LOGGING }),
      InvalidTracingConfiguration: change({ tracingConfiguration: {} }),
      MissingRequiredParameter: { stateMachineArn: machine },
      StateMachineDoesNotExist: { stateMachineArn: UNKNOWN_MACHINE, definition: PASS },
      ServiceQuotaExceededException: { stateMachineArn: full, definition: WAIT, publish: true },
      ValidationException: change({ definition: PASS, versionDescription: "of nothing" }),
      InvalidEncryptionConfiguration: change({ encryptionConfiguration: CUSTOMER_KEY }),
    },
    UpdateStateMachineAlias: {
      ValidationException: { stateMachineAliasArn: `${machine}:PROD` },
      InvalidArn: { stateMachineAliasArn: "x", description: "new" },
      ResourceNotFound: { stateMachineAliasArn: `${machine}:nobody`, description: "new" },
    },
    ValidateStateMachineDefinition: { ValidationException: { definition: PASS, maxResults: 101 } },
  };
}
