// The context object (`$$`).
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html

import { isoInstant } from "../base/instant.ts";
import type { JsonObject } from "../base/json.ts";
import type { ExecutionOrigin, Frame } from "./state.ts";

export interface ContextExtras {
  /** For tasks that wait for their token. */
  readonly taskToken?: string;
  /** For Task states: attempts before this one. */
  readonly retryCount?: number;
}

export function contextObject(
  origin: ExecutionOrigin,
  frame: Frame,
  extras: ContextExtras = {},
): JsonObject {
  return {
    Execution: {
      Id: origin.executionArn,
      Input: origin.input,
      StartTime: isoInstant(origin.startedAt),
      Name: origin.name,
      RoleArn: origin.roleArn,
      RedriveCount: 0,
    },
    StateMachine: { Id: origin.stateMachineArn, Name: origin.stateMachineName },
    State: {
      Name: frame.stateName,
      EnteredTime: isoInstant(frame.enteredAt),
      ...(extras.retryCount !== undefined && { RetryCount: extras.retryCount }),
    },
    ...(extras.taskToken !== undefined && { Task: { Token: extras.taskToken } }),
  };
}
