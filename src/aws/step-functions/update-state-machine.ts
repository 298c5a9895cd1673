// https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateStateMachine.html

import { type ArnScope, qualifiedArn } from "../../base/arn.ts";
import type { Clock } from "../../base/instant.ts";
import { type JsonObject, jsonEquals } from "../../base/json.ts";
import { newId, uuidOfId } from "../../base/ulid.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { RevisionRecord, StateMachineRecord, VersionRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { timestamp } from "../operation.ts";
import { checkRoleArn } from "./arns.ts";
import { checkDefinition } from "./check-definition.ts";
import { checkPublish, type PublishInput } from "./check-publish.ts";
import { getActiveStateMachine } from "./find-resources.ts";
import {
  checkVersionQuota,
  nextVersion,
  type PublishDeps,
  publishing,
  publishVersion,
} from "./publish-version.ts";
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

export interface UpdateStateMachineDeps extends PublishDeps {
  readonly store: PublishDeps["store"] & Pick<Store, "findStateMachine">;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly scope: ArnScope;
}

/** Executions that already run keep the revision they began with. */
export async function updateStateMachine(
  deps: UpdateStateMachineDeps,
  input: UpdateStateMachineInput,
): Promise<JsonObject> {
  const before = await getActiveStateMachine(deps, input.stateMachineArn);
  checkInput(input, before.type);
  const settings = mergeSettings(before.settings, input);
  const definition = input.definition ?? before.revision.definition;
  const roleArn = input.roleArn ?? before.revision.roleArn;
  const isSame =
    definition === before.revision.definition &&
    roleArn === before.revision.roleArn &&
    jsonEquals(effectiveSettings(settings), effectiveSettings(before.settings));
  const updated = isSame
    ? await keep(deps, before, input)
    : await revise(deps, before, { ...input, definition, roleArn, settings });
  // Somebody else has changed it in between: look again at what it is now.
  return updated === undefined ? updateStateMachine(deps, input) : answer(deps.scope, updated);
}

interface Updated {
  readonly updatedAt: number;
  readonly revision: RevisionRecord;
  readonly version?: VersionRecord;
}

/** Nothing new; what is current may still be published. */
async function keep(
  deps: UpdateStateMachineDeps,
  before: StateMachineRecord,
  { publish, versionDescription }: PublishInput,
): Promise<Updated | undefined> {
  if (publish !== true) return before;
  const version = await publishVersion(deps, before, versionDescription);
  return version && { ...before, version };
}

async function revise(
  deps: UpdateStateMachineDeps,
  before: StateMachineRecord,
  change: PublishInput & Pick<RevisionRecord, "definition" | "roleArn"> & { settings: string },
): Promise<Updated | undefined> {
  const { definition, roleArn, settings, publish, versionDescription } = change;
  const { name } = before;
  const revision = newRevision(before, { definition, roleArn }, deps.clock());
  const updatedAt = revision.createdAt;
  if (publish === true) await checkVersionQuota(deps, name);
  const version =
    publish === true
      ? nextVersion({ ...before, revision }, versionDescription, updatedAt)
      : undefined;
  const outcome = await deps.commit([
    {
      kind: "reviseStateMachine",
      name,
      expectedRevision: before.revision.id,
      revision,
      settings,
      updatedAt,
    },
    ...(version === undefined ? [] : [publishing(version)]),
  ]);
  if (outcome === "refused") return undefined;
  return { updatedAt, revision, ...(version && { version }) };
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

function answer(scope: ArnScope, { updatedAt, revision, version }: Updated): JsonObject {
  const { publicId, stateMachineName } = revision;
  return {
    updateDate: timestamp(updatedAt),
    ...(publicId !== null && { revisionId: publicId }),
    ...(version && {
      stateMachineVersionArn: qualifiedArn(scope, stateMachineName, version.number),
    }),
  };
}
