// The last resort: what no route knows, and what went wrong inside. Browsers get a page, programs get
// JSON; nobody gets a stack trace.

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { OverloadError } from "../aws/overload-error.ts";
import { StoreError } from "../store/store-error.ts";
import type { Log } from "../telemetry/log.ts";
import { sendJsonError, sendPage } from "./http/answers.ts";
import { renderMessagePage } from "./pages/message-page.ts";

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly message: string;
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
  title: "There is nothing here",
  message: "The address is not one of this server's.",
};

/** The log has told already; whoever was about to decide something looks again before they do. */
const UNAVAILABLE: Problem = {
  status: 503,
  code: "ServiceUnavailable",
  title: "Not just now",
  message: "The server cannot reach its database. Please try again in a moment.",
};

const BUSY: Problem = {
  status: 503,
  code: "ServiceUnavailable",
  title: "Not just now",
  message: "The server has too much to do. Please try again in a moment.",
};

function problemOf({ statusCode = 500 }: FastifyError): Problem {
  if (statusCode === 413) {
    return {
      status: 413,
      code: "RequestTooLarge",
      title: "That was too much",
      message: "The request is larger than this server accepts.",
    };
  }
  if (statusCode >= 400 && statusCode < 500) {
    return {
      status: statusCode,
      code: "InvalidRequest",
      title: "That did not work",
      message: "The request could not be understood.",
    };
  }
  return {
    status: 500,
    code: "InternalFailure",
    title: "Something went wrong here",
    message: "It is this server's fault and has been logged. Trying again may help.",
  };
}

function send(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const { code, message, status, title } = problem;
  const wantsPage =
    (request.headers.accept ?? "").includes("text/html") && !request.url.startsWith("/api/");
  return wantsPage
    ? sendPage(reply, { status, page: renderMessagePage({ title, tone: "warn", lead: message }) })
    : sendJsonError(reply, status, { code, message });
}
