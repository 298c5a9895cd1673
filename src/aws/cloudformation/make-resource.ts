// One planned resource to the changes that make it so, compared with what is there.

import { unreachable } from "../../base/assert.ts";
import { jsonEquals } from "../../base/json.ts";
import { newId, uuidOfId } from "../../base/ulid.ts";
import type { Change } from "../../store/change.ts";
import type { RestApiRecord, RevisionRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { type SubscribeDeps, subscribeAll } from "./make-subscription.ts";
import type { PlannedResource, Wanted } from "./planned-resource.ts";
import type { StackResource, StackSubscription } from "./stack-resources.ts";

export interface MakeDeps extends SubscribeDeps {
  readonly store: SubscribeDeps["store"] &
    Pick<Store, "findRestApi" | "findStateMachine" | "findTopic">;
}

export interface Made {
  readonly logicalId: string;
  readonly resource: StackResource;
  readonly status: "created" | "updated" | "unchanged" | "notEnforced";
  readonly changes: readonly Change[];
  readonly notes: readonly string[];
}

type Outcome = Pick<Made, "status" | "changes"> & {
  readonly notes?: readonly string[];
  readonly subscriptions?: readonly StackSubscription[];
  /** Where only making it tells. */
  readonly physicalId?: string;
};

export async function makeResource(
  deps: MakeDeps,
  planned: PlannedResource,
  previous: StackResource | undefined,
): Promise<Made> {
  const { logicalId, type, attributes } = planned;
  const outcome = await make(deps, planned.wanted, previous);
  const { status, changes, notes = [], subscriptions } = outcome;
  const physicalId = planned.physicalId ?? outcome.physicalId ?? logicalId;
  const resource: StackResource = {
    type,
    physicalId,
    attributes,
    ...(subscriptions === undefined ? {} : { subscriptions }),
  };
  return { logicalId, resource, status, changes, notes: notes.map((n) => `${logicalId}: ${n}`) };
}

function make(
  deps: MakeDeps,
  wanted: Wanted,
  previous: StackResource | undefined,
): Promise<Outcome> | Outcome {
  switch (wanted.kind) {
    case "notEnforced":
      return { status: "notEnforced", changes: [] };
    case "topic":
      return makeTopic(deps, wanted, previous);
    case "subscription":
      return subscribeAll(deps, [wanted.subscription], { previous, isTopicNew: false });
    case "restApi":
      return makeRestApi(deps, wanted);
    case "stateMachine":
      return makeStateMachine(deps, wanted);
    default:
      return unreachable(wanted);
  }
}

type WantedOf<Kind extends Wanted["kind"]> = Wanted & { readonly kind: Kind };

async function makeTopic(
  deps: MakeDeps,
  wanted: WantedOf<"topic">,
  previous: StackResource | undefined,
): Promise<Outcome> {
  const { name } = wanted;
  const tags = JSON.stringify(wanted.tags);
  const existing = await deps.store.findTopic(name);
  const isTopicNew = existing === undefined;
  const subscribed = await subscribeAll(deps, wanted.subscriptions, { previous, isTopicNew });
  if (isTopicNew) {
    const attributes = JSON.stringify(wanted.attributes);
    const topic = { name, createdAt: deps.clock(), attributes, tags };
    const changes = [{ kind: "createTopic", topic } as const, ...subscribed.changes];
    return { ...subscribed, status: "created", changes };
  }
  const before = JSON.parse(existing.attributes) as Readonly<Record<string, string>>;
  // What the template does not say is as it was set elsewhere, but for what a template can say.
  const kept = Object.entries(before).filter(([key]) => !TEMPLATE_ATTRIBUTES.includes(key));
  const attributes = { ...Object.fromEntries(kept), ...wanted.attributes };
  if (jsonEquals(before, attributes) && jsonEquals(JSON.parse(existing.tags), wanted.tags)) {
    return subscribed;
  }
  const update = {
    kind: "updateTopic",
    name,
    attributes: JSON.stringify(attributes),
    tags,
    replaces: existing,
  } as const;
  return { ...subscribed, status: "updated", changes: [update, ...subscribed.changes] };
}

const TEMPLATE_ATTRIBUTES: readonly string[] = ["DisplayName", "SignatureVersion", "TracingConfig"];

async function makeRestApi(deps: MakeDeps, wanted: WantedOf<"restApi">): Promise<Outcome> {
  const { id, name, stage, definition } = wanted;
  const variables = JSON.stringify(wanted.variables);
  const existing = await deps.store.findRestApi(id);
  const createdAt = existing?.createdAt ?? deps.clock();
  const restApi: RestApiRecord = { id, name, stage, definition, variables, createdAt };
  if (existing !== undefined && jsonEquals({ ...existing }, { ...restApi })) {
    return { status: "unchanged", changes: [] };
  }
  const status = existing === undefined ? "created" : "updated";
  return { status, changes: [{ kind: "putRestApi", restApi }] };
}

async function makeStateMachine(
  deps: MakeDeps,
  wanted: WantedOf<"stateMachine">,
): Promise<Outcome> {
  const { name, type, definition, roleArn } = wanted;
  const tags = JSON.stringify(wanted.tags);
  const at = deps.clock();
  const revision: RevisionRecord = {
    id: newId(at),
    stateMachineName: name,
    publicId: null,
    definition,
    roleArn,
    createdAt: at,
  };
  const existing = await deps.store.findStateMachine(name);
  if (existing === undefined) {
    const times = { createdAt: at, updatedAt: at };
    const stateMachine = {
      name,
      type,
      ...times,
      revision,
      settings: "{}",
      tags,
    };
    return { status: "created", changes: [{ kind: "createStateMachine", stateMachine }] };
  }
  const { revision: before, settings } = existing;
  const changes: Change[] = [];
  if (before.definition !== definition || before.roleArn !== roleArn) {
    changes.push({
      kind: "reviseStateMachine",
      name,
      expectedRevision: before.id,
      revision: { ...revision, publicId: uuidOfId(revision.id) },
      settings,
      updatedAt: at,
    });
  }
  if (!jsonEquals(JSON.parse(existing.tags), wanted.tags)) {
    changes.push({ kind: "tagStateMachine", name, tags, replaces: existing.tags });
  }
  return { status: changes.length === 0 ? "unchanged" : "updated", changes };
}
