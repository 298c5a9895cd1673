// Hosted REST APIs at `/restapis/{api}/{stage}/…`. API clients get the API's own answers, byte for byte;
// people who follow a link with a task token get a page that asks them first.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { HostedAnswer, HostedRequest } from "../aws/api-gateway/hosted-answer.ts";
import { unreachable } from "../base/assert.ts";
import {
  bodyText,
  formOf,
  type PageAnswer,
  parameterOf,
  queryOf,
  sendPage,
} from "./http/answers.ts";
import { isCrossSite } from "./http/same-origin.ts";
import { HONEYPOT_FIELD } from "./pages/decision-form.ts";
import {
  CONFIRM_FIELD,
  CONFIRM_FORM_FIELD,
  renderConfirmPage,
  renderDonePage,
  renderExplainPage,
  renderUntouchedPage,
} from "./pages/hosted-page.ts";
import { LANGUAGE_FIELD } from "./pages/layout.ts";
import { FOREIGN_POLICY } from "./security-headers.ts";

export interface HostedRoutesDeps {
  readonly hostedApi: (request: HostedRequest) => Promise<HostedAnswer>;
  readonly publicUrl: () => string;
}

export function registerHostedRoutes(app: FastifyInstance, deps: HostedRoutesDeps): void {
  const handler = (request: FastifyRequest, reply: FastifyReply) => answer(deps, request, reply);
  app.all("/restapis/:api/:stage", handler);
  app.all("/restapis/:api/:stage/*", handler);
}

async function answer(
  deps: HostedRoutesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const form = request.method === "POST" ? formOf(request) : new URLSearchParams();
  // The form of languages carries on what the link says: posted by a program, it is no API client's request.
  if (!form.has(CONFIRM_FORM_FIELD) && !form.has(LANGUAGE_FIELD)) {
    return send(reply, await deps.hostedApi(requestOf(request)));
  }
  const choice = choiceOf(deps, request, form);
  if (choice === "no") return sendPage(reply, { status: 200, page: renderUntouchedPage() });
  // The form stands for the link it was shown for.
  const link: HostedRequest = { ...requestOf(request), method: "GET", body: "" };
  const isConfirmed = choice === "yes";
  return send(reply, await deps.hostedApi({ ...link, isConfirmed }), "nothingChosen");
}

function choiceOf(
  { publicUrl }: HostedRoutesDeps,
  request: FastifyRequest,
  form: URLSearchParams,
): string | undefined {
  if (form.get(HONEYPOT_FIELD) || form.has(LANGUAGE_FIELD)) return undefined;
  if (isCrossSite(request, publicUrl())) return undefined;
  return form.get(CONFIRM_FIELD) ?? undefined;
}

/** `nothingChosen`: a confirmation page was sent back without a choice. */
function send(
  reply: FastifyReply,
  given: HostedAnswer,
  state: "asked" | "nothingChosen" = "asked",
): FastifyReply {
  if (given.kind !== "response") return sendPage(reply, pageOf(given, state));
  // An API's answer may be any document: it must not act in this server's name.
  return reply
    .code(given.status)
    .header("content-security-policy", FOREIGN_POLICY)
    .headers(given.headers)
    .send(given.body);
}

function pageOf(
  given: Exclude<HostedAnswer, { readonly kind: "response" }>,
  state: "asked" | "nothingChosen",
): PageAnswer {
  switch (given.kind) {
    case "confirm": {
      const page = renderConfirmPage(given.action, given.task, state);
      return { status: state === "asked" ? 200 : 422, page };
    }
    case "explain":
      return { status: STATUSES[given.task.kind], page: renderExplainPage(given.task) };
    case "done":
      return { status: 200, page: renderDonePage(given.action, given.task) };
    default:
      return unreachable(given);
  }
}

const STATUSES = { invalid: 404, unknown: 404, closed: 200, open: 200 } as const;

function requestOf(request: FastifyRequest): HostedRequest {
  const query: Record<string, string[]> = {};
  for (const [name, value] of queryOf(request)) {
    // Of this server's own page, and not the API's.
    if (name === LANGUAGE_FIELD) continue;
    query[name] = [...(query[name] ?? []), value];
  }
  return {
    apiId: parameterOf(request, "api"),
    stage: parameterOf(request, "stage"),
    method: request.method,
    path: pathOf(request),
    query,
    headers: headersOf(request),
    body: bodyText(request),
    sourceIp: request.ip,
    isConfirmed: false,
  };
}

/** What follows the stage, as it was sent. */
function pathOf(request: FastifyRequest): string {
  const [path = ""] = request.url.split("?", 1);
  const segments = path.split("/").slice(4);
  return `/${segments.join("/")}`;
}

function headersOf(request: FastifyRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}
