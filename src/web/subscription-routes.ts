// The pages behind the links in subscribers' mails. Like approvers' links they do nothing by being opened.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { NotificationError } from "../notifications/message.ts";
import type { SubscriptionRecord } from "../store/records.ts";
import { formOf, type PageAnswer, queryOf, sendPage } from "./http/answers.ts";
import { isCrossSite } from "./http/same-origin.ts";
import { HONEYPOT_FIELD } from "./pages/decision-form.ts";
import type { Piece } from "./pages/reader.ts";
import {
  renderSubscriptionDonePage,
  renderSubscriptionPage,
  renderSubscriptionProblemPage,
  SUBSCRIPTION_FIELD,
  type SubscriptionIntent,
} from "./pages/subscription-page.ts";

interface TokenRequest {
  readonly topicArn: string;
  readonly token: string;
}

/** All of them throw a NotificationError where there is nothing to act on. */
export interface SubscriptionRoutesDeps {
  readonly getSubscriptionByToken: (request: TokenRequest) => Promise<SubscriptionRecord>;
  readonly confirmSubscription: (request: TokenRequest) => Promise<SubscriptionRecord>;
  readonly findSubscriptionByArn: (arn: string) => Promise<SubscriptionRecord | undefined>;
  readonly unsubscribe: (arn: string) => Promise<void>;
  readonly publicUrl: () => string;
}

/** One of the two pages: how to look, and how to act. */
interface Action {
  readonly intent: SubscriptionIntent;
  readonly done: "confirmed" | "unsubscribed";
  readonly find: (query: URLSearchParams) => Promise<SubscriptionRecord | undefined>;
  readonly act: (query: URLSearchParams) => Promise<unknown>;
}

export function registerSubscriptionRoutes(
  app: FastifyInstance,
  deps: SubscriptionRoutesDeps,
): void {
  const token = (query: URLSearchParams) => ({
    topicArn: query.get("TopicArn") ?? "",
    token: query.get("Token") ?? "",
  });
  const arn = (query: URLSearchParams) => query.get("SubscriptionArn") ?? "";
  const actions: readonly Action[] = [
    {
      intent: "confirm",
      done: "confirmed",
      find: (query) => deps.getSubscriptionByToken(token(query)),
      act: (query) => deps.confirmSubscription(token(query)),
    },
    {
      intent: "unsubscribe",
      done: "unsubscribed",
      find: (query) => deps.findSubscriptionByArn(arn(query)),
      act: (query) => deps.unsubscribe(arn(query)),
    },
  ];
  for (const action of actions) {
    const path = `/subscriptions/${action.intent}`;
    const isOwn = (request: FastifyRequest) => !isCrossSite(request, deps.publicUrl());
    app.get(path, async (request, reply) => respond(reply, action, () => show(action, request)));
    app.post(path, async (request, reply) =>
      respond(reply, action, () => submit(action, request, isOwn(request))),
    );
  }
}

async function respond(
  reply: FastifyReply,
  { intent }: Action,
  answer: () => Promise<PageAnswer>,
): Promise<FastifyReply> {
  try {
    return sendPage(reply, await answer());
  } catch (error) {
    if (!(error instanceof NotificationError)) throw error;
    return sendPage(reply, problemOf(intent));
  }
}

async function show(action: Action, request: FastifyRequest): Promise<PageAnswer> {
  const subscription = await action.find(queryOf(request));
  if (!subscription) return problemOf(action.intent);
  if (action.intent === "confirm" && subscription.confirmedAt !== null) {
    return { status: 200, page: renderSubscriptionDonePage("confirmed", subscription) };
  }
  return { status: 200, page: renderSubscriptionPage(action.intent, subscription) };
}

async function submit(
  action: Action,
  request: FastifyRequest,
  isOwn: boolean,
): Promise<PageAnswer> {
  const query = queryOf(request);
  const subscription = await action.find(query);
  if (!subscription) return problemOf(action.intent);
  const form = formOf(request);
  const answer = form.get(HONEYPOT_FIELD) || !isOwn ? null : form.get(SUBSCRIPTION_FIELD);
  if (answer === "no") {
    return { status: 200, page: renderSubscriptionDonePage("unchanged", subscription) };
  }
  if (answer !== "yes") {
    const problem: Piece = ({ words }) => words.subscription.nothingChosen;
    return { status: 422, page: renderSubscriptionPage(action.intent, subscription, problem) };
  }
  await action.act(query);
  return { status: 200, page: renderSubscriptionDonePage(action.done, subscription) };
}

function problemOf(intent: SubscriptionIntent): PageAnswer {
  return { status: 404, page: renderSubscriptionProblemPage(intent) };
}
