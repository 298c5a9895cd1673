// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html

import type { ArnScope } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Store } from "../../store/store.ts";
import { timestamp } from "../operation.ts";
import { getStateMachine } from "./find-resources.ts";
import { effectiveSettings } from "./state-machine-settings.ts";

export interface DescribeStateMachineInput {
  readonly stateMachineArn: string;
  readonly includedData?: "ALL_DATA" | "METADATA_ONLY";
}

export async function describeStateMachine(
  deps: { readonly store: Pick<Store, "findStateMachine">; readonly scope: ArnScope },
  input: DescribeStateMachineInput,
): Promise<JsonObject> {
  const { name, type, createdAt, revision, settings } = await getStateMachine(
    deps,
    input.stateMachineArn,
  );
  return {
    stateMachineArn: input.stateMachineArn,
    name,
    status: "ACTIVE",
    definition: input.includedData === "METADATA_ONLY" ? "" : revision.definition,
    roleArn: revision.roleArn,
    type,
    creationDate: timestamp(createdAt),
    ...effectiveSettings(settings),
    ...(revision.publicId !== null && { revisionId: revision.publicId }),
  };
}
