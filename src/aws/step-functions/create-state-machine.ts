// https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html

import { type ArnScope, stateMachineArn } from "../../base/arn.ts";
import type { Clock } from "../../base/instant.ts";
import { type JsonObject, jsonEquals } from "../../base/json.ts";
import { newId } from "../../base/ulid.ts";
import type { Commit } from "../../engine/commit-queue.ts";
import type { StateMachineRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import { timestamp } from "../operation.ts";
import { checkRoleArn } from "./arns.ts";
import { checkDefinition } from "./check-definition.ts";
import { checkName } from "./check-name.ts";
import { checkPublish, type PublishInput } from "./check-publish.ts";
import {
  checkSettings,
  effectiveSettings,
  mergeSettings,
  type SettingsInput,
} from "./state-machine-settings.ts";
import { mergeTags, type Tag } from "./tags.ts";

export interface CreateStateMachineInput extends SettingsInput, PublishInput {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: "STANDARD" | "EXPRESS";
  readonly tags?: readonly Tag[];
}

export interface CreateStateMachineDeps {
  readonly store: Pick<Store, "findStateMachine">;
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
  checkDefinition(input.definition, input.type ?? "STANDARD");
  checkType(input.type);
  const arn = stateMachineArn(deps.scope, input.name);
  const stateMachine = newStateMachine(input, arn, deps.clock());
  const existing = await deps.store.findStateMachine(input.name);
  if (existing !== undefined) return answerExisting(existing, stateMachine, arn);
  if ((await deps.commit([{ kind: "createStateMachine", stateMachine }])) === "committed") {
    return { stateMachineArn: arn, creationDate: timestamp(stateMachine.createdAt) };
  }
  // Somebody else has taken the name in between.
  return createStateMachine(deps, input);
}

function checkType(type: string | undefined): void {
  if (type !== "EXPRESS") return;
  throw new ApiError(
    "StateMachineTypeNotSupported",
    "State machines of type EXPRESS are not supported by this version.",
  );
}

function newStateMachine(
  input: CreateStateMachineInput,
  arn: string,
  at: number,
): StateMachineRecord {
  return {
    name: input.name,
    type: "STANDARD",
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

/** AWS compares the definition as text, and neither role nor tags. */
function answerExisting(
  existing: StateMachineRecord,
  wanted: StateMachineRecord,
  arn: string,
): JsonObject {
  const isSame =
    existing.revision.definition === wanted.revision.definition &&
    existing.type === wanted.type &&
    jsonEquals(effectiveSettings(existing.settings), effectiveSettings(wanted.settings));
  if (isSame) return { stateMachineArn: arn, creationDate: timestamp(existing.createdAt) };
  throw new ApiError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
}
