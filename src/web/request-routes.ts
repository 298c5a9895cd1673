// The page of whoever has asked, by the link in a mail to them: they answer questions, change what is asked,
// or take it back. Nothing is chosen or filled in beforehand, and looking at it changes nothing.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { findRequestByLink, isCurrent } from "../approvals/link.ts";
import type { LinkedApproval } from "../approvals/stored-approval.ts";
import type { Clock } from "../base/instant.ts";
import type { Store } from "../store/store.ts";
import type { ReaderSettings } from "../wording/formats.ts";
import { type ActAsRequesterDeps, actAsRequester } from "./act-as-requester.ts";
import { formOf, type PageAnswer, parameterOf, sendPage } from "./http/answers.ts";
import { createMissLimit } from "./http/miss-limit.ts";
import { rememberReader } from "./http/reader-of.ts";
import { isCrossSite } from "./http/same-origin.ts";
import { renderMessagePage } from "./pages/message-page.ts";
import { renderOutcomePage } from "./pages/outcome-page.ts";
import { renderRequesterPage } from "./pages/requester-page.ts";
import { CROSS_SITE, TOO_MANY_MISSES, UNKNOWN_LINK } from "./refusals.ts";
import { type StoryDeps, storyOf, toldTo } from "./story-of.ts";

export interface RequestRoutesDeps extends ActAsRequesterDeps {
  readonly store: StoryDeps["store"] & Pick<Store, "findApproval" | "findApprovalLink">;
  readonly publicUrl: () => string;
  readonly clock: Clock;
  /** How an address is written to. */
  readonly findProfile: (address: string) => ReaderSettings | undefined;
}

export function registerRequestRoutes(app: FastifyInstance, deps: RequestRoutesDeps): void {
  const limit = createMissLimit(deps.clock);
  const route =
    (answer: (found: LinkedApproval, request: FastifyRequest) => Promise<PageAnswer>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      if (limit.isExceeded(request.ip)) return sendPage(reply, TOO_MANY_MISSES);
      const found = await findRequestByLink(deps.store, parameterOf(request, "link"));
      if (!found) limit.miss(request.ip);
      else rememberReader(request, deps.findProfile(found.link.approver));
      return sendPage(reply, found ? await answer(found, request) : UNKNOWN_LINK);
    };
  app.get(
    "/requests/:link",
    route((found) => show(deps, found)),
  );
  app.post(
    "/requests/:link",
    route((found, request) => submit(deps, found, request)),
  );
}

async function show(deps: RequestRoutesDeps, found: LinkedApproval): Promise<PageAnswer> {
  const { approval } = found;
  const isOver = approval.status !== "pending";
  if (!isOver && !isCurrent(found)) return { status: 200, page: CHANGED_REQUEST };
  const story = await storyOf(deps, approval, toldTo(found));
  const page = isOver
    ? renderOutcomePage(approval, story, "visit")
    : renderRequesterPage(approval, story);
  return { status: 200, page };
}

async function submit(
  deps: RequestRoutesDeps,
  { approval, link }: LinkedApproval,
  request: FastifyRequest,
): Promise<PageAnswer> {
  if (isCrossSite(request, deps.publicUrl())) return CROSS_SITE;
  const actor = { channel: "requester", linkId: parameterOf(request, "link") } as const;
  const requester = { actor, address: link.approver };
  return (await actAsRequester(deps, approval, requester, formOf(request))) ?? UNKNOWN_LINK;
}

const CHANGED_REQUEST = renderMessagePage(({ words }) => ({
  title: words.links.changed,
  tone: "plain",
  lead: words.links.changedForRequester,
}));
