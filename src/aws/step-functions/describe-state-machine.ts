// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html

import { listVariableReferences } from "../../asl/list-variable-references.ts";
import { type ArnScope, qualifiedArn } from "../../base/arn.ts";
import { defined } from "../../base/assert.ts";
import type { JsonObject } from "../../base/json.ts";
import type { StoredRevision, VersionRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { timestamp } from "../operation.ts";
import { mainVersion } from "./alias-routes.ts";
import {
  type FindQualifiedDeps,
  getQualified,
  noStateMachine,
  type Qualified,
} from "./find-resources.ts";
import { effectiveSettings } from "./state-machine-settings.ts";

export interface DescribeStateMachineInput {
  /** Also that of a version or an alias. */
  readonly stateMachineArn: string;
  readonly includedData?: "ALL_DATA" | "METADATA_ONLY";
}

export interface DescribeStateMachineDeps {
  readonly store: FindQualifiedDeps["store"] & Pick<Store, "findRevision">;
  readonly scope: ArnScope;
}

/** Of two versions behind an alias, the one that gets the most executions is described. */
export async function describeStateMachine(
  deps: DescribeStateMachineDeps,
  input: DescribeStateMachineInput,
): Promise<JsonObject> {
  const qualified = await getQualified(deps, input.stateMachineArn);
  const { name, type, status, createdAt } = qualified.stateMachine;
  const version = await versionOf(deps, qualified, input.stateMachineArn);
  const revision = await revisionOf(deps, qualified, version);
  const description = version?.description ?? null;
  return {
    stateMachineArn: version
      ? qualifiedArn(deps.scope, name, version.number)
      : input.stateMachineArn,
    name,
    status,
    type,
    creationDate: timestamp(version?.createdAt ?? createdAt),
    ...(description !== null && { description }),
    ...describeRevision(revision, input.includedData),
  };
}

/** What two operations tell of a revision. */
export function describeRevision(
  { definition, roleArn, settings, publicId }: StoredRevision,
  includedData: DescribeStateMachineInput["includedData"],
): JsonObject {
  const variableReferences = listVariableReferences(JSON.parse(definition) as JsonObject);
  const isTold = includedData !== "METADATA_ONLY" && Object.keys(variableReferences).length > 0;
  return {
    // The model demands a definition, and one character at least.
    definition: includedData === "METADATA_ONLY" ? "{}" : definition,
    roleArn,
    ...effectiveSettings(settings),
    ...(publicId !== null && { revisionId: publicId }),
    ...(isTold && { variableReferences }),
  };
}

async function versionOf(
  { store }: DescribeStateMachineDeps,
  { stateMachine, version, alias }: Qualified,
  arn: string,
): Promise<VersionRecord | undefined> {
  if (alias === undefined) return version;
  const found = await store.findVersion(stateMachine.name, mainVersion(alias.routes));
  if (found === undefined) throw noStateMachine(arn);
  return found;
}

async function revisionOf(
  { store }: DescribeStateMachineDeps,
  { stateMachine }: Qualified,
  version: VersionRecord | undefined,
): Promise<StoredRevision> {
  const { revision, settings } = stateMachine;
  if (version === undefined) return { ...revision, settings };
  return defined(await store.findRevision(version.revisionId), "the revision of a version");
}
