// Makes a stack what its template says. All of it is one unit of changes: either the whole deployment
// takes effect or none of it, whatever happens in between.

import { isDeepStrictEqual } from "node:util";
import type { Commit } from "../../engine/commit-queue.ts";
import type { Change } from "../../store/change.ts";
import type { StackRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { type FinishDeletionDeps, finishDeletion } from "../step-functions/delete-state-machine.ts";
import { findConflicts } from "./find-conflicts.ts";
import { type Made, type MakeDeps, makeResource } from "./make-resource.ts";
import { API_HOST, planStack, type StackPlan, type StackRequest } from "./plan-stack.ts";
import { contested, StackError } from "./problem.ts";
import { type Removal, type RemovedResource, removeResources } from "./remove-resources.ts";
import { decodeResources, encodeResources, type StackResources } from "./stack-resources.ts";

export interface DeployDeps
  extends Omit<MakeDeps, "subscribed">,
    Pick<FinishDeletionDeps, "engine"> {
  readonly store: MakeDeps["store"] & Pick<Store, "findStack" | "listExecutions">;
  readonly commit: Commit;
  /** So many random lower-case letters and digits. */
  readonly randomId: (length: number) => string;
}

export interface DeployedStack {
  readonly outputs: Readonly<Record<string, string>>;
  /** Those of the template, then those that were removed. */
  readonly resources: readonly DeployedResource[];
  /** What a person should know, one sentence each. */
  readonly notes: readonly string[];
}

export type DeployedResource =
  | RemovedResource
  | (Omit<RemovedResource, "status"> & Pick<Made, "status">);

/** Somebody else may change the same things in between; then the plan is made anew. */
const ATTEMPTS_MAX = 5;

/**
 * Creates the stack or changes it in place.
 * @throws StackError with everything that is wrong; then nothing has changed.
 */
export async function deployStack(deps: DeployDeps, request: StackRequest): Promise<DeployedStack> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const stack = await deps.store.findStack(request.stackName);
    const prepared = await prepare(deps, request, stack).catch(async (error: unknown) => {
      // What another server is just making for the same stack looks like somebody else's.
      const isStale = !isDeepStrictEqual(await deps.store.findStack(request.stackName), stack);
      if (error instanceof StackError && isStale) return undefined;
      throw error;
    });
    if (prepared === undefined || (await deps.commit(prepared.changes)) === "refused") continue;
    const closing = { via: "api", by: request.callerName ?? null } as const;
    for (const name of prepared.stateMachines) await finishDeletion(deps, name, closing);
    return prepared.deployed;
  }
  throw contested();
}

interface Prepared extends Pick<Removal, "stateMachines"> {
  readonly changes: readonly Change[];
  readonly deployed: DeployedStack;
}

async function prepare(
  deps: DeployDeps,
  request: StackRequest,
  stack: StackRecord | undefined,
): Promise<Prepared> {
  const previous = stack === undefined ? {} : decodeResources(stack);
  const plan = await getPlan(deps, request, stack);
  const made: Made[] = [];
  const makeDeps: MakeDeps = { ...deps, subscribed: new Map() };
  for (const resource of plan.resources) {
    made.push(await makeResource(makeDeps, resource, previous[resource.logicalId]));
  }
  const resources = Object.fromEntries(
    made.map(({ logicalId, resource }) => [logicalId, resource]),
  );
  const removal = removeResources(previous, resources);
  const record = newRecord(request, plan, { before: stack, resources, at: deps.clock() });
  return {
    changes: [
      ...made.flatMap(({ changes }) => changes),
      ...removal.changes,
      { kind: "putStack", stack: record, replaces: stack },
    ],
    stateMachines: removal.stateMachines,
    deployed: {
      outputs: plan.outputs,
      resources: [...made.map(describeMade), ...removal.removed],
      notes: [...plan.notes, ...made.flatMap(({ notes }) => notes)],
    },
  };
}

/** @throws StackError */
async function getPlan(
  deps: DeployDeps,
  request: StackRequest,
  stack: StackRecord | undefined,
): Promise<StackPlan> {
  const previous = stack && {
    resources: decodeResources(stack),
    parameters: JSON.parse(stack.parameters) as Readonly<Record<string, string>>,
    createdAt: stack.createdAt,
  };
  const { plan, problems } = planStack(request, {
    scope: deps.scope,
    randomId: deps.randomId,
    publicUrl: deps.publicUrl(),
    otherApiIds: await findApiIds(deps.store, request),
    previous,
    at: deps.clock(),
  });
  if (plan === undefined) throw new StackError(problems);
  const conflicts = await findConflicts(deps, plan, previous?.resources ?? {});
  if (problems.length + conflicts.length > 0) throw new StackError([...problems, ...conflicts]);
  return plan;
}

function newRecord(
  request: StackRequest,
  plan: StackPlan,
  now: {
    readonly before: StackRecord | undefined;
    readonly resources: StackResources;
    readonly at: number;
  },
): StackRecord {
  return {
    name: request.stackName,
    createdAt: now.before?.createdAt ?? now.at,
    // Later than before, whatever the clock says: the instant tells one change from another.
    updatedAt: Math.max(now.at, (now.before?.updatedAt ?? 0) + 1),
    template: request.template,
    parameters: JSON.stringify(plan.parameters),
    resources: encodeResources(now.resources),
    outputs: JSON.stringify(plan.outputs),
  };
}

function describeMade({ logicalId, resource, status }: Made): DeployedResource {
  const { type, physicalId } = resource;
  return { logicalId, type, physicalId, status };
}

/** Hosted APIs that the template, its files or its parameters name by their URL. */
async function findApiIds(
  store: Pick<Store, "findRestApi">,
  { template, files, parameters }: StackRequest,
): Promise<readonly string[]> {
  const texts = [template, ...Object.values(files), ...Object.values(parameters)];
  const named = texts.flatMap((text) =>
    [...text.matchAll(API_HOST)].map((match) => match[1] ?? ""),
  );
  const found = await Promise.all([...new Set(named)].map((id) => store.findRestApi(id)));
  return found.flatMap((api) => (api === undefined ? [] : [api.id]));
}
