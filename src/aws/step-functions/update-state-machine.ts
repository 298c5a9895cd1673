// https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html

import type { ArnScope } from "../../base/arn.ts";
import type { Clock } from "../../base/instant.ts";
import { type JsonObject, jsonEquals } from "../../base/json.ts";
import { newId, uuidOfId } from "../../base/ulid.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { RevisionRecord, StateMachineRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { timestamp } from "../operation.ts";
import { checkRoleArn } from "./arns.ts";
import { checkDefinition } from "./check-definition.ts";
import { checkPublish, type PublishInput } from "./check-publish.ts";
import { getStateMachine } from "./find-resources.ts";
import {
  checkSettings,
  effectiveSettings,
  mergeSettings,
  type SettingsInput,
} from "./state-machine-settings.ts";

export interface UpdateStateMachineInput extends SettingsInput, PublishInput {
  readonly stateMachineArn: string;
  readonly definition?: string;
  readonly roleArn?: string;
}

export interface UpdateStateMachineDeps {
  readonly store: Pick<Store, "findStateMachine">;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly scope: ArnScope;
}

/** Executions that already run keep the revision they began with. */
export async function updateStateMachine(
  deps: UpdateStateMachineDeps,
  input: UpdateStateMachineInput,
): Promise<JsonObject> {
  const before = await getStateMachine(deps, input.stateMachineArn);
  checkInput(input, before.type);
  const settings = mergeSettings(before.settings, input);
  const definition = input.definition ?? before.revision.definition;
  const roleArn = input.roleArn ?? before.revision.roleArn;
  const isSame =
    definition === before.revision.definition &&
    roleArn === before.revision.roleArn &&
    jsonEquals(effectiveSettings(settings), effectiveSettings(before.settings));
  if (isSame) return answer(before.updatedAt, before.revision);
  const revision = newRevision(before, { definition, roleArn }, deps.clock());
  const outcome = await deps.commit([
    {
      kind: "reviseStateMachine",
      name: before.name,
      expectedRevision: before.revision.id,
      revision,
      settings,
      updatedAt: revision.createdAt,
    },
  ]);
  if (outcome === "committed") return answer(revision.createdAt, revision);
  // Somebody else has changed it in between: look again at what it is now.
  return updateStateMachine(deps, input);
}

function checkInput(input: UpdateStateMachineInput, type: StateMachineRecord["type"]): void {
  const { definition, roleArn } = input;
  const { loggingConfiguration, tracingConfiguration, encryptionConfiguration } = input;
  const changes = [loggingConfiguration, tracingConfiguration, encryptionConfiguration];
  if ([definition, roleArn, ...changes].every((change) => change === undefined)) {
    throw new ApiError(
      "MissingRequiredParameter",
      "Either the definition, the role ARN, the LoggingConfiguration, " +
        "or the TracingConfiguration must be specified",
    );
  }
  if (roleArn !== undefined) checkRoleArn(roleArn);
  checkPublish(input);
  checkSettings(input);
  if (definition !== undefined) checkDefinition(definition, type);
}

function newRevision(
  before: StateMachineRecord,
  content: Pick<RevisionRecord, "definition" | "roleArn">,
  at: number,
): RevisionRecord {
  const id = newId(at);
  return {
    id,
    stateMachineName: before.name,
    publicId: uuidOfId(id),
    ...content,
    createdAt: at,
  };
}

function answer(updatedAt: number, { publicId }: RevisionRecord): JsonObject {
  return { updateDate: timestamp(updatedAt), ...(publicId !== null && { revisionId: publicId }) };
}
