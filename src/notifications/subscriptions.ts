// Subscriptions: who gets what is published to a topic. A new one is asked first; only the answer,
// which carries a token from the question, makes it count.
// Calls that change one read it first and begin anew when it has changed in between.
// https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
//
// Not here: filter policies, dead-letter queues, and any way to subscribe without that question.

import { createHash, randomBytes, randomUUID } from "node:crypto";
import { type ArnScope, subscriptionArn } from "../base/arn.ts";
import type { Clock } from "../base/instant.ts";
import type { Commit } from "../engine/commit-queue.ts";
import type { Change } from "../store/change.ts";
import type { SubscriptionRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { checkEndpoint, checkProtocol } from "./check-endpoint.ts";
import { invalidParameter, notFound } from "./errors.ts";
import type { LinkDeps } from "./links.ts";
import { NotificationError } from "./message.ts";
import type { MailRoute } from "./new-delivery.ts";
import { parseSubscriptionArn } from "./parse-arn.ts";
import { renderConfirmation } from "./render-confirmation.ts";
import type { Signer } from "./signer.ts";
import { checkSubscriptionAttribute } from "./subscription-attributes.ts";
import { type TextMap, textMapOf } from "./topic-attributes.ts";
import { getTopic } from "./topics.ts";

export interface SubscriptionDeps extends LinkDeps, MailRoute {
  readonly store: Pick<
    Store,
    "findSubscription" | "findSubscriptionByEndpoint" | "findSubscriptionByToken" | "findTopic"
  >;
  readonly commit: Commit;
  readonly clock: Clock;
  readonly signer: Pick<Signer, "sign">;
}

export interface NewSubscription {
  readonly topicName: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes?: TextMap;
}

/** AWS: a confirmation token is good for two days. */
const TOKEN_LIFE_MS = 2 * 86_400_000;
const TOKEN_BYTES = 32;

/**
 * A subscription and the changes that make it and ask its address. An address that is subscribed
 * already keeps its subscription, and is asked again while it has not answered. Does not look
 * whether the topic is there.
 * @throws NotificationError
 */
export async function planSubscription(
  deps: Omit<SubscriptionDeps, "commit">,
  wanted: NewSubscription,
): Promise<{ readonly subscription: SubscriptionRecord; readonly changes: readonly Change[] }> {
  const protocol = checkProtocol(wanted.protocol);
  checkEndpoint(protocol, wanted.endpoint);
  const attributes = checkAttributes(protocol, wanted.attributes ?? {});
  const existing = await deps.store.findSubscriptionByEndpoint(
    wanted.topicName,
    protocol,
    wanted.endpoint,
  );
  if (existing !== undefined) {
    const isSame = sameAttributes(textMapOf(existing.attributes), attributes);
    if (Object.keys(attributes).length > 0 && !isSame) {
      throw invalidParameter(
        "Attributes Reason: Subscription already exists with different attributes",
      );
    }
    if (existing.confirmedAt !== null) return { subscription: existing, changes: [] };
  }
  const at = deps.clock();
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const subscription: SubscriptionRecord = {
    id: randomUUID(),
    topicName: wanted.topicName,
    protocol,
    endpoint: wanted.endpoint,
    createdAt: at,
    confirmedAt: null,
    attributes: JSON.stringify(attributes),
    ...existing,
    tokenHash: hashToken(token),
    tokenExpiresAt: at + TOKEN_LIFE_MS,
  };
  const delivery = await renderConfirmation(deps, subscription, { token, at });
  return {
    subscription,
    changes: [replacement(subscription, existing), { kind: "createDelivery", delivery }],
  };
}

/** Writes the subscription and its question in one unit. @throws NotificationError */
export async function subscribe(
  deps: SubscriptionDeps,
  request: Omit<NewSubscription, "topicName"> & { readonly topicArn: string },
): Promise<SubscriptionRecord> {
  const topic = await getTopic(deps, request.topicArn);
  for (;;) {
    const plan = await planSubscription(deps, { ...request, topicName: topic.name });
    const { changes, subscription } = plan;
    if (changes.length === 0 || (await deps.commit(changes)) === "committed") return subscription;
  }
}

type TokenDeps = Pick<SubscriptionDeps, "clock" | "scope" | "store">;

/**
 * What a confirmation token stands for, without any effect.
 * @throws NotificationError when it stands for nothing, or no longer.
 */
export async function getSubscriptionByToken(
  deps: TokenDeps,
  request: { readonly topicArn: string; readonly token: string },
): Promise<SubscriptionRecord> {
  const topic = await getTopic(deps, request.topicArn, "Topic");
  const hash = hashToken(request.token);
  const subscription = await deps.store.findSubscriptionByToken(topic.name, hash);
  if (subscription === undefined) throw invalidParameter("Token");
  const isOver = subscription.confirmedAt === null && subscription.tokenExpiresAt <= deps.clock();
  if (isOver) throw invalidParameter("Token Reason: the token has expired, subscribe again");
  return subscription;
}

export interface Confirmation {
  readonly topicArn: string;
  readonly token: string;
  /** From then on links do not unsubscribe; only signed calls do. */
  readonly authenticateOnUnsubscribe?: boolean;
}

/** Confirming again changes nothing. @throws NotificationError */
export async function confirmSubscription(
  deps: TokenDeps & Pick<SubscriptionDeps, "commit">,
  request: Confirmation,
): Promise<SubscriptionRecord> {
  for (;;) {
    const pending = await getSubscriptionByToken(deps, request);
    if (pending.confirmedAt !== null) return pending;
    const attributes = {
      ...textMapOf(pending.attributes),
      ...(request.authenticateOnUnsubscribe === true ? { AuthenticateOnUnsubscribe: "true" } : {}),
    };
    const subscription: SubscriptionRecord = {
      ...pending,
      confirmedAt: deps.clock(),
      attributes: JSON.stringify(attributes),
    };
    if ((await deps.commit([replacement(subscription, pending)])) === "committed") {
      return subscription;
    }
  }
}

interface FindDeps {
  readonly store: Pick<Store, "findSubscription">;
  readonly scope: ArnScope;
}

/** `undefined` when an ARN that could be one names none. @throws NotificationError */
export async function findSubscriptionByArn(
  deps: FindDeps,
  arn: string,
): Promise<SubscriptionRecord | undefined> {
  const { id, topicName } = parseSubscriptionArn(deps.scope, arn);
  const subscription = await deps.store.findSubscription(id);
  return subscription?.topicName === topicName ? subscription : undefined;
}

/** @throws NotificationError */
export async function getSubscription(deps: FindDeps, arn: string): Promise<SubscriptionRecord> {
  const subscription = await findSubscriptionByArn(deps, arn);
  if (subscription === undefined) throw notFound("Subscription");
  return subscription;
}

/** One that is not there is as good as ended. @throws NotificationError while it is pending. */
export async function unsubscribe(
  deps: FindDeps & Pick<SubscriptionDeps, "commit">,
  arn: string,
): Promise<void> {
  const subscription = await findSubscriptionByArn(deps, arn);
  if (subscription === undefined) return;
  if (subscription.confirmedAt === null) {
    throw invalidParameter(
      "SubscriptionArn Reason: Cannot unsubscribe a subscription that is pending confirmation",
    );
  }
  await deps.commit([{ kind: "deleteSubscription", id: subscription.id }]);
}

/**
 * For links and pages, where nobody signs.
 * @throws NotificationError also when its confirmation asked for signed calls.
 */
export async function unsubscribeByLink(
  deps: FindDeps & Pick<SubscriptionDeps, "commit">,
  arn: string,
): Promise<void> {
  const subscription = await findSubscriptionByArn(deps, arn);
  if (subscription !== undefined && needsSignature(subscription)) {
    throw new NotificationError(
      "AuthorizationError",
      "This subscription can only be ended by a signed call to Unsubscribe",
      403,
    );
  }
  await unsubscribe(deps, arn);
}

/** Whether its confirmation asked that only signed calls end it. */
export function needsSignature(subscription: SubscriptionRecord): boolean {
  return textMapOf(subscription.attributes)["AuthenticateOnUnsubscribe"] === "true";
}

/** @throws NotificationError */
export async function setSubscriptionAttribute(
  deps: FindDeps & Pick<SubscriptionDeps, "commit">,
  request: { readonly subscriptionArn: string; readonly name: string; readonly value: string },
): Promise<void> {
  for (;;) {
    const before = await getSubscription(deps, request.subscriptionArn);
    const value = checkSubscriptionAttribute(before.protocol, request.name, request.value);
    // A key whose value is undefined is left out of the JSON.
    const attributes = { ...textMapOf(before.attributes), [request.name]: value };
    const after = { ...before, attributes: JSON.stringify(attributes) };
    if ((await deps.commit([replacement(after, before)])) === "committed") return;
  }
}

export function arnOf(deps: Pick<LinkDeps, "scope">, subscription: SubscriptionRecord): string {
  return subscriptionArn(deps.scope, subscription.topicName, subscription.id);
}

/** Refused when somebody has made, confirmed, changed or ended it since it was read. */
function replacement(
  subscription: SubscriptionRecord,
  replaces: SubscriptionRecord | undefined,
): Change {
  if (replaces === undefined) return { kind: "createSubscription", subscription };
  return { kind: "putSubscription", subscription, replaces };
}

function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function checkAttributes(protocol: SubscriptionRecord["protocol"], given: TextMap): TextMap {
  const attributes: Record<string, string> = {};
  for (const [name, text] of Object.entries(given)) {
    const value = checkSubscriptionAttribute(protocol, name, text);
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}

function sameAttributes(existing: TextMap, wanted: TextMap): boolean {
  return Object.entries(wanted).every(([name, value]) => existing[name] === value);
}
