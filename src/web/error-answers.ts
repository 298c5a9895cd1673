// The last resort: what no route knows, and what went wrong inside. Browsers get a page, programs get
// JSON; nobody gets a stack trace.

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { OverloadError } from "../aws/overload-error.ts";
import { StoreError } from "../store/store-error.ts";
import type { Log } from "../telemetry/log.ts";
import { type PageWords, pageWordsIn } from "../wording/page-words.ts";
import { sendJsonError, sendPage } from "./http/answers.ts";
import { renderMessagePage } from "./pages/message-page.ts";

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly tell: (words: PageWords["errors"]) => readonly [title: string, message: string];
}

export function registerErrorAnswers(app: FastifyInstance, { log }: { readonly log: Log }): void {
  app.setNotFoundHandler((request, reply) => send(request, reply, NOT_FOUND));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const isUnavailable = error instanceof StoreError && error.isUnavailable;
    const isOverload = error instanceof OverloadError;
    if (isOverload) reply.header("retry-after", "1");
    const problem = isUnavailable ? UNAVAILABLE : isOverload ? BUSY : problemOf(error);
    if (problem.status >= 500 && !isUnavailable && !isOverload) {
      // The pattern, never the path: paths hold links.
      log.error(
        { error, method: request.method, route: request.routeOptions.url },
        "request failed",
      );
    }
    return send(request, reply, problem);
  });
}

const NOT_FOUND: Problem = {
  status: 404,
  code: "NotFound",
  tell: ({ notFound, notFoundLead }) => [notFound, notFoundLead],
};

/** The log has told already; whoever was about to decide something looks again before they do. */
const UNAVAILABLE: Problem = {
  status: 503,
  code: "ServiceUnavailable",
  tell: ({ notNow, unavailable }) => [notNow, unavailable],
};

const BUSY: Problem = {
  status: 503,
  code: "ServiceUnavailable",
  tell: ({ busy, notNow }) => [notNow, busy],
};

const TOO_LARGE: Problem = {
  status: 413,
  code: "RequestTooLarge",
  tell: ({ tooLarge, tooLargeLead }) => [tooLarge, tooLargeLead],
};

const INTERNAL: Problem = {
  status: 500,
  code: "InternalFailure",
  tell: ({ internal, internalLead }) => [internal, internalLead],
};

function problemOf({ statusCode: status = 500 }: FastifyError): Problem {
  if (status === 413) return TOO_LARGE;
  if (status < 400 || status >= 500) return INTERNAL;
  const tell: Problem["tell"] = ({ invalid, invalidLead }) => [invalid, invalidLead];
  return { status, code: "InvalidRequest", tell };
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { code, status, tell }: Problem,
): FastifyReply {
  const wantsPage =
    (request.headers.accept ?? "").includes("text/html") && !request.url.startsWith("/api/");
  if (!wantsPage) {
    const [, message] = tell(pageWordsIn("en").errors);
    return sendJsonError(reply, status, { code, message });
  }
  const page = renderMessagePage(({ words }) => {
    const [title, lead] = tell(words.errors);
    return { title, tone: "warn", lead };
  });
  return sendPage(reply, { status, page });
}
