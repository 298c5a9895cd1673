// https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html

import { type ArnScope, qualifiedArn, stateMachineArn } from "../../base/arn.ts";
import type { Clock } from "../../base/instant.ts";
import { type JsonObject, jsonEquals } from "../../base/json.ts";
import { newId } from "../../base/ulid.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { NewStateMachine, StateMachineRecord, VersionRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { timestamp } from "../operation.ts";
import { checkRoleArn } from "./arns.ts";
import { checkDefinition } from "./check-definition.ts";
import { checkName } from "./check-name.ts";
import { checkPublish, type PublishInput } from "./check-publish.ts";
import { checkActive } from "./find-resources.ts";
import { nextVersion, publishing } from "./publish-version.ts";
import {
  checkSettings,
  effectiveSettings,
  mergeSettings,
  type SettingsInput,
} from "./state-machine-settings.ts";
import { checkTags, mergeTags, type Tag } from "./tags.ts";

export interface CreateStateMachineInput extends SettingsInput, PublishInput {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: "STANDARD" | "EXPRESS";
  readonly tags?: readonly Tag[];
}

export interface CreateStateMachineDeps {
  readonly store: Pick<Store, "findStateMachine" | "findVersion">;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly scope: ArnScope;
}

/** Creating the same machine again answers as the first time: clients repeat what they got no answer to. */
export async function createStateMachine(
  deps: CreateStateMachineDeps,
  input: CreateStateMachineInput,
): Promise<JsonObject> {
  checkName(input.name);
  checkRoleArn(input.roleArn);
  checkPublish(input);
  checkSettings(input);
  checkTags(input.tags ?? []);
  checkDefinition(input.definition, input.type ?? "STANDARD");
  const arn = stateMachineArn(deps.scope, input.name);
  const stateMachine = newStateMachine(input, arn, deps.clock());
  const existing = await deps.store.findStateMachine(input.name);
  if (existing !== undefined) return answerExisting(deps, existing, { ...input, stateMachine });
  const version = input.publish === true ? firstVersion(stateMachine, input) : undefined;
  const outcome = await deps.commit([
    { kind: "createStateMachine", stateMachine },
    ...(version === undefined ? [] : [publishing(version)]),
  ]);
  // Refused: somebody else has taken the name in between.
  return outcome === "committed"
    ? answer(deps.scope, stateMachine, version)
    : createStateMachine(deps, input);
}

function newStateMachine(input: CreateStateMachineInput, arn: string, at: number): NewStateMachine {
  return {
    name: input.name,
    type: input.type ?? "STANDARD",
    createdAt: at,
    updatedAt: at,
    revision: {
      id: newId(at),
      stateMachineName: input.name,
      publicId: null,
      definition: input.definition,
      roleArn: input.roleArn,
      createdAt: at,
    },
    settings: mergeSettings("{}", input),
    tags: mergeTags("{}", input.tags ?? [], arn),
  };
}

function firstVersion(
  stateMachine: NewStateMachine,
  { versionDescription }: PublishInput,
): VersionRecord {
  return nextVersion(
    { ...stateMachine, lastVersion: 0 },
    versionDescription,
    stateMachine.createdAt,
  );
}

/** AWS compares the definition as text, what is published with it, and neither role nor tags. */
async function answerExisting(
  deps: CreateStateMachineDeps,
  existing: StateMachineRecord,
  wanted: PublishInput & { readonly stateMachine: NewStateMachine },
): Promise<JsonObject> {
  const { stateMachine, publish = false, versionDescription = null } = wanted;
  const arn = stateMachineArn(deps.scope, existing.name);
  checkActive(existing, arn);
  const version = await findFirstVersion(deps, existing);
  const isSame =
    existing.revision.definition === stateMachine.revision.definition &&
    existing.type === stateMachine.type &&
    jsonEquals(effectiveSettings(existing.settings), effectiveSettings(stateMachine.settings)) &&
    publish === (version !== undefined) &&
    versionDescription === (version?.description ?? null);
  if (isSame) return answer(deps.scope, existing, version);
  throw new ApiError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
}

/** The version that was published with the machine itself. */
async function findFirstVersion(
  { store }: Pick<CreateStateMachineDeps, "store">,
  { name, createdAt }: StateMachineRecord,
): Promise<VersionRecord | undefined> {
  const version = await store.findVersion(name, 1);
  return version?.createdAt === createdAt ? version : undefined;
}

function answer(
  scope: ArnScope,
  { name, createdAt }: NewStateMachine,
  version: VersionRecord | undefined,
): JsonObject {
  return {
    stateMachineArn: stateMachineArn(scope, name),
    creationDate: timestamp(createdAt),
    ...(version && { stateMachineVersionArn: qualifiedArn(scope, name, version.number) }),
  };
}
