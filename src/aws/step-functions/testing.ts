// The operations of Step Functions on an engine without a server.

import { isAskedOfPeople } from "../../approvals/is-asked-of-people.ts";
import { createExecutionEnds } from "../../engine/execution-ends.ts";
import { type EngineBench, SCOPE, SECRET } from "../../engine/testing.ts";
import { createActivityPollers } from "../../tasks/activity-pollers.ts";
import type { Operation } from "../operation.ts";
import { createStepFunctionsOperations } from "./create-operations.ts";

export function operationsOn(bench: EngineBench): ReadonlyMap<string, Operation> {
  return createStepFunctionsOperations({
    ...bench,
    scope: SCOPE,
    clock: () => bench.now,
    activityPollers: createActivityPollers({ ...bench, tokenSecret: SECRET }),
    executionEnds: createExecutionEnds(bench.store),
    isAskedOfPeople: (token) => isAskedOfPeople({ ...bench, tokenSecret: SECRET }, token),
    allowsTokenOverride: false,
  });
}
