// The context object (`$$`).
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html

import { isoInstant } from "../base/instant.ts";
import type { JsonObject } from "../base/json.ts";
import type { ExecutionOrigin, Frame, MapItem, Redrive } from "./state.ts";

export interface ContextExtras {
  /** For tasks that wait for their token. */
  readonly taskToken?: string;
  readonly redrive?: Redrive;
  /** For what is evaluated for one item of a Map, before its line begins. */
  readonly item?: MapItem;
  /** For Task states: attempts before this one. */
  readonly retryCount?: number;
}

export function contextObject(
  origin: ExecutionOrigin,
  frame: Frame,
  extras: ContextExtras = {},
): JsonObject {
  const { redrive } = extras;
  const item = extras.item ?? frame.place?.item;
  return {
    Execution: {
      Id: origin.executionArn,
      Input: origin.input,
      StartTime: isoInstant(origin.startedAt),
      Name: origin.name,
      RoleArn: origin.roleArn,
      // AWS: what cannot be redriven has no count.
      ...(!origin.isExpress && { RedriveCount: redrive?.count ?? 0 }),
      ...(redrive && { RedriveTime: isoInstant(redrive.at) }),
    },
    StateMachine: { Id: origin.stateMachineArn, Name: origin.stateMachineName },
    State: {
      Name: frame.stateName,
      EnteredTime: isoInstant(frame.enteredAt),
      ...(extras.retryCount !== undefined && { RetryCount: extras.retryCount }),
    },
    ...(item && { Map: { Item: itemOf(item) } }),
    ...(extras.taskToken !== undefined && { Task: { Token: extras.taskToken } }),
  };
}

function itemOf({ index, key, value, source }: MapItem): JsonObject {
  return {
    Index: index,
    ...(key !== undefined && { Key: key }),
    Value: value,
    ...(source !== undefined && { Source: source }),
  };
}
