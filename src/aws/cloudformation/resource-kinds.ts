import type { ResourceKind } from "./planned-resource.ts";
import { restApi } from "./resources/rest-api.ts";
import { managedPolicy, policy, role } from "./resources/role.ts";
import { serverlessStateMachine, stateMachine } from "./resources/state-machine.ts";
import { subscription } from "./resources/subscription.ts";
import { topic } from "./resources/topic.ts";

/** The types of resource that a stack can hold. */
export const RESOURCE_KINDS: ReadonlyMap<string, ResourceKind> = new Map([
  ["AWS::IAM::ManagedPolicy", managedPolicy],
  ["AWS::IAM::Policy", policy],
  ["AWS::IAM::Role", role],
  ["AWS::SNS::Subscription", subscription],
  ["AWS::SNS::Topic", topic],
  ["AWS::Serverless::Api", restApi],
  ["AWS::Serverless::StateMachine", serverlessStateMachine],
  ["AWS::StepFunctions::StateMachine", stateMachine],
]);
