// Callers that start executions faster than the operator allows are told so in AWS's words, which its SDKs
// understand: they wait and try again.
// https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html

import type { StartLimits } from "../../engine/start-limits.ts";
import { ApiError } from "../api-error.ts";
import type { Operation } from "../operation.ts";

export interface LimitStartsDeps {
  readonly limits: Pick<StartLimits, "mayStart" | "enter">;
  readonly refused: (reason: "startRate" | "executions") => void;
}

/** Those that start what runs on its own. AWS does not count EXPRESS executions that callers wait for. */
const ENTERING = ["StartExecution", "RedriveExecution"];
const STARTING = ["StartExecution", "StartSyncExecution"];

/** The same operations, of which some may refuse. */
export function limitStarts(
  operations: ReadonlyMap<string, Operation>,
  deps: LimitStartsDeps,
): ReadonlyMap<string, Operation> {
  const limited = new Map(operations);
  for (const [name, operation] of operations) {
    const entering = ENTERING.includes(name) ? limitRunning(deps, operation) : operation;
    limited.set(name, STARTING.includes(name) ? limitRate(deps, entering) : entering);
  }
  return limited;
}

function limitRate({ limits, refused }: LimitStartsDeps, operation: Operation): Operation {
  return async (input, caller, connection) => {
    if (limits.mayStart(machineNameOf(input["stateMachineArn"]))) {
      return operation(input, caller, connection);
    }
    refused("startRate");
    throw new ApiError("ThrottlingException", "Rate exceeded");
  };
}

function limitRunning({ limits, refused }: LimitStartsDeps, operation: Operation): Operation {
  return async (input, caller, connection) => {
    const leave = await limits.enter();
    if (leave === undefined) {
      refused("executions");
      throw new ApiError(
        "ExecutionLimitExceeded",
        "The maximum number of running executions has been reached.",
      );
    }
    try {
      return await operation(input, caller, connection);
    } finally {
      leave();
    }
  };
}

/** A version or an alias is its machine's. */
function machineNameOf(arn: unknown): string {
  return String(arn).split(":")[6] ?? "";
}
