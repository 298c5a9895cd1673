// https://docs.aws.amazon.com/step-functions/latest/apireference/API_PublishStateMachineVersion.html

import { type ArnScope, qualifiedArn } from "../../base/arn.ts";
import type { JsonObject } from "../../base/json.ts";
import type { RevisionRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { timestamp } from "../operation.ts";
import { getActiveStateMachine } from "./find-resources.ts";
import { type PublishDeps, publishVersion } from "./publish-version.ts";

export interface PublishStateMachineVersionInput {
  readonly stateMachineArn: string;
  /** What the caller believes to be current; `INITIAL` before the first update. */
  readonly revisionId?: string;
  readonly description?: string;
}

export interface PublishStateMachineVersionDeps extends PublishDeps {
  readonly store: PublishDeps["store"] & Pick<Store, "findStateMachine">;
  readonly scope: ArnScope;
}

export async function publishStateMachineVersion(
  deps: PublishStateMachineVersionDeps,
  input: PublishStateMachineVersionInput,
): Promise<JsonObject> {
  const stateMachine = await getActiveStateMachine(deps, input.stateMachineArn);
  checkRevision(stateMachine.revision, input.revisionId);
  const version = await publishVersion(deps, stateMachine, input.description);
  if (version === undefined) return publishStateMachineVersion(deps, input);
  return {
    creationDate: timestamp(version.createdAt),
    stateMachineVersionArn: qualifiedArn(deps.scope, stateMachine.name, version.number),
  };
}

function checkRevision({ publicId }: RevisionRecord, expected: string | undefined): void {
  const current = publicId ?? "INITIAL";
  if (expected === undefined || expected === current) return;
  throw new ApiError(
    "ConflictException",
    `Failed to publish the State Machine version for revision ${expected}. ` +
      `The current State Machine revision is ${current}.`,
  );
}
