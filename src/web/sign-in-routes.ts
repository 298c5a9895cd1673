// Signing in by mail, and out. Following the link signs nobody in: the button on its page does, and only in
// the browser that has asked. The answer to an address is the same whether it is known or not.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../base/instant.ts";
import type { Commit } from "../engine/commit-queue.ts";
import { endSession, endSessionsOf } from "../identity/sessions.ts";
import {
  acceptSignIn,
  findOwnSignIn,
  parseAddress,
  requestSignIn,
  SIGN_IN_MINUTES,
  type SignInDeps,
} from "../identity/sign-in.ts";
import { formOf, type PageAnswer, parameterOf, queryOf, sendPage } from "./http/answers.ts";
import { cookieOf, setCookie } from "./http/cookies.ts";
import { createMissLimit } from "./http/miss-limit.ts";
import { type OperatorAccess, requireRole, visitorOf } from "./http/operator-access.ts";
import { readerOf } from "./http/reader-of.ts";
import { isFromOwnPage } from "./http/same-origin.ts";
import { HONEYPOT_FIELD } from "./pages/decision-form.ts";
import { type Message, renderMessagePage } from "./pages/message-page.ts";
import { type Piece, type Reader, say } from "./pages/reader.ts";
import { renderConfirmSignInPage, renderSignInPage } from "./pages/sign-in-page.ts";

export interface SignInRoutesDeps extends OperatorAccess, SignInDeps {
  readonly commit: Commit;
  readonly clock: Clock;
}

/** As many mails can be asked for from one network, and for one address. */
const LIMITS = {
  network: { windowMs: 60_000, missesMax: 20 },
  address: { windowMs: SIGN_IN_MINUTES * 60_000, missesMax: 5 },
} as const;

export function registerSignInRoutes(app: FastifyInstance, deps: SignInRoutesDeps): void {
  const ask = createAsk(deps);
  app.get("/sign-in", async (_request, reply) =>
    sendPage(reply, { status: 200, page: renderSignInPage({}) }),
  );
  app.post("/sign-in", async (request, reply) => sendPage(reply, await ask(request, reply)));
  app.get("/sign-in/:link", async (request, reply) => {
    const signIn = await findOwnSignIn(
      deps,
      parameterOf(request, "link"),
      browserOf(deps, request),
    );
    if (!signIn) return sendPage(reply, USELESS_LINK);
    return sendPage(reply, { status: 200, page: renderConfirmSignInPage(signIn.address) });
  });
  app.post("/sign-in/:link", (request, reply) => acceptLink(deps, request, reply));
  app.register(async (scope) => {
    requireRole(scope, deps, "own");
    scope.post("/sign-out", (request, reply) => signOut(deps, request, reply, "here"));
    scope.post("/sign-out-everywhere", (request, reply) =>
      signOut(deps, request, reply, "everywhere"),
    );
  });
}

function createAsk(deps: SignInRoutesDeps) {
  const networks = createMissLimit(deps.clock, LIMITS.network);
  const addresses = createMissLimit(deps.clock, LIMITS.address);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<PageAnswer> => {
    if (!isFromOwnPage(request, deps.publicUrl())) return CROSS_SITE;
    if (networks.isExceeded(request.ip)) return TOO_MANY;
    networks.miss(request.ip);
    const form = formOf(request);
    const text = form.get("address") ?? "";
    const address = form.get(HONEYPOT_FIELD) ? undefined : parseAddress(text);
    if (address === undefined) {
      const problem: Piece = ({ words }) => words.signIn.badAddress;
      return { status: 422, page: renderSignInPage({ problem, address: text.slice(0, 254) }) };
    }
    if (addresses.isExceeded(address)) return SENT;
    addresses.miss(address);
    const { language } = readerOf(request, queryOf(request));
    const value = await requestSignIn(deps, address, language);
    setCookie(reply, { name: "browser", value, seconds: SIGN_IN_MINUTES * 60 }, deps.publicUrl());
    return SENT;
  };
}

function browserOf({ publicUrl }: SignInRoutesDeps, request: FastifyRequest): string | undefined {
  return cookieOf(request, "browser", publicUrl());
}

async function acceptLink(
  deps: SignInRoutesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const publicUrl = deps.publicUrl();
  if (!isFromOwnPage(request, publicUrl)) return sendPage(reply, CROSS_SITE);
  const link = parameterOf(request, "link");
  const session = await acceptSignIn(deps, link, browserOf(deps, request));
  if (!session) return sendPage(reply, USELESS_LINK);
  const seconds = deps.sessionHours * 3_600;
  setCookie(reply, { name: "session", value: session.secret, seconds }, publicUrl);
  setCookie(reply, { name: "browser", value: "", seconds: 0 }, publicUrl);
  return reply.redirect("../inbox", 303);
}

async function signOut(
  deps: SignInRoutesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  where: "here" | "everywhere",
): Promise<FastifyReply> {
  const publicUrl = deps.publicUrl();
  if (!isFromOwnPage(request, publicUrl)) return sendPage(reply, CROSS_SITE);
  const { signedIn } = visitorOf(request);
  if (signedIn && where === "here") await endSession(deps, signedIn.session);
  if (signedIn && where === "everywhere") await endSessionsOf(deps, signedIn.session.address);
  setCookie(reply, { name: "session", value: "", seconds: 0 }, publicUrl);
  return reply.redirect("sign-in", 303);
}

function answer(
  status: number,
  message: (words: Reader["words"]["signIn"]) => Omit<Message, "tone">,
  tone: Message["tone"] = "warn",
): PageAnswer {
  const page = renderMessagePage(({ words }) => ({ tone, ...message(words.signIn) }));
  return { status, page };
}

const SENT = answer(
  200,
  ({ sent, sentLead }) => ({ title: sent, lead: say(sentLead, { minutes: SIGN_IN_MINUTES }) }),
  "plain",
);
const USELESS_LINK = answer(404, ({ useless, uselessLead }) => ({
  ...{ title: useless, lead: uselessLead },
}));
const TOO_MANY = answer(429, ({ tooMany, tooManyLead }) => ({
  ...{ title: tooMany, lead: tooManyLead },
}));
const CROSS_SITE = answer(403, ({ nothingDone, notOwnPage }) => ({
  ...{ title: nothingDone, lead: notOwnPage },
}));
