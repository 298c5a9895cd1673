// The subscriptions that a template declares. An address is asked to confirm once, and again only when it
// has let its question expire; one that has left stays out.

import { subscriptionArn } from "../../base/arn.ts";
import { jsonEquals } from "../../base/json.ts";
import { planSubscription, type SubscriptionDeps } from "../../notifications/subscriptions.ts";
import type { Change } from "../../store/change.ts";
import type { SubscriptionRecord } from "../../store/records.ts";
import type { WantedSubscription } from "./planned-resource.ts";
import type { StackResource, StackSubscription } from "./stack-resources.ts";

export interface SubscribeDeps extends Omit<SubscriptionDeps, "commit"> {
  /** What this deployment has subscribed so far: an address that is named twice is subscribed once. */
  readonly subscribed: Map<string, StackSubscription>;
}

export interface Subscribed {
  readonly status: "created" | "updated" | "unchanged";
  readonly changes: readonly Change[];
  readonly notes: readonly string[];
  readonly subscriptions: readonly StackSubscription[];
  /** The ARN of the first one. */
  readonly physicalId?: string;
}

export async function subscribeAll(
  deps: SubscribeDeps,
  wanted: readonly WantedSubscription[],
  before: { readonly previous: StackResource | undefined; readonly isTopicNew: boolean },
): Promise<Subscribed> {
  const kept = before.isTopicNew ? [] : (before.previous?.subscriptions ?? []);
  const outcomes: Outcome[] = [];
  for (const one of wanted) outcomes.push(await subscribeOnce(deps, one, kept));
  const subscriptions = outcomes.map(({ subscription }) => subscription);
  const changes = outcomes.flatMap((outcome) => outcome.changes);
  const [first] = subscriptions;
  return {
    status: changes.length === 0 ? "unchanged" : before.previous ? "updated" : "created",
    changes,
    notes: outcomes.flatMap(({ note }) => note ?? []),
    subscriptions,
    ...(first && { physicalId: subscriptionArn(deps.scope, first.topicName, first.id) }),
  };
}

interface Outcome {
  readonly subscription: StackSubscription;
  readonly changes: readonly Change[];
  readonly note?: string;
}

async function subscribeOnce(
  deps: SubscribeDeps,
  wanted: WantedSubscription,
  kept: readonly StackSubscription[],
): Promise<Outcome> {
  const address = JSON.stringify([wanted.topicName, wanted.protocol, wanted.endpoint]);
  const before = deps.subscribed.get(address);
  if (before !== undefined) return { subscription: before, changes: [] };
  const outcome = await subscribe(deps, wanted, kept);
  deps.subscribed.set(address, outcome.subscription);
  return outcome;
}

async function subscribe(
  deps: SubscribeDeps,
  wanted: WantedSubscription,
  kept: readonly StackSubscription[],
): Promise<Outcome> {
  const { topicName, protocol, endpoint } = wanted;
  const existing = await deps.store.findSubscriptionByEndpoint(topicName, protocol, endpoint);
  const left = kept.find((one) => one.protocol === protocol && one.endpoint === endpoint);
  if (existing === undefined && left !== undefined) {
    return { subscription: left, changes: [], note: `${endpoint} has ended its subscription` };
  }
  const isExpired =
    existing !== undefined &&
    existing.confirmedAt === null &&
    existing.tokenExpiresAt <= deps.clock();
  const outcome =
    existing === undefined || isExpired
      ? await planSubscription(deps, existing === undefined ? wanted : withoutAttributes(wanted))
      : { subscription: existing, changes: [] };
  const updated = withAttributes(outcome.subscription, wanted);
  const { id, confirmedAt } = outcome.subscription;
  return {
    subscription: { id, topicName, protocol, endpoint },
    changes: updated === undefined ? outcome.changes : [...outcome.changes, updated],
    ...(confirmedAt === null ? { note: `${endpoint} has to confirm its subscription` } : {}),
  };
}

/** An existing subscription is asked again as it is. */
function withoutAttributes(wanted: WantedSubscription): WantedSubscription {
  return { ...wanted, attributes: {} };
}

const TEMPLATE_ATTRIBUTE = "RawMessageDelivery";

/** The change that gives a subscription what the template says of it. */
function withAttributes(
  subscription: SubscriptionRecord,
  wanted: WantedSubscription,
): Change | undefined {
  const before = JSON.parse(subscription.attributes) as Readonly<Record<string, string>>;
  const { [TEMPLATE_ATTRIBUTE]: _, ...others } = before;
  const isRaw = wanted.attributes[TEMPLATE_ATTRIBUTE]?.toLowerCase() === "true";
  const attributes = { ...others, ...(isRaw ? { [TEMPLATE_ATTRIBUTE]: "true" } : {}) };
  if (jsonEquals(before, attributes)) return undefined;
  return {
    kind: "putSubscription",
    subscription: { ...subscription, attributes: JSON.stringify(attributes) },
  };
}
