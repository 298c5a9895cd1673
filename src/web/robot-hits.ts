// Visits of links for people in a manner that people do not have. They are counted and nothing else: they are
// answered like any visit, and use no link up.

import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ApprovalMetrics, RobotHit } from "../telemetry/approval-metrics.ts";
import { formOf } from "./http/answers.ts";
import { HONEYPOT_FIELD } from "./pages/decision-form.ts";

/** The pages that mails lead to. */
const LINKS = /^\/(?:approvals|requests)\/./;

export function observeRobots(
  app: FastifyInstance,
  { robotHit }: Pick<ApprovalMetrics, "robotHit">,
): void {
  const count = (kind: RobotHit | undefined) => kind && robotHit(kind);
  app.addHook("onRequest", (request, _reply, done) => {
    if (LINKS.test(request.url)) count(hitOf(request));
    done();
  });
  app.addHook("preHandler", (request, _reply, done) => {
    if (request.method === "POST" && LINKS.test(request.url)) count(hitOfForm(formOf(request)));
    done();
  });
}

function hitOf(request: FastifyRequest): RobotHit | undefined {
  const { headers, method } = request;
  if (method !== "GET" && method !== "POST") return "method";
  const purpose = `${headers["sec-purpose"]} ${headers["purpose"]} ${headers["x-moz"]}`;
  return /prefetch|prerender|preview/i.test(purpose) ? "prefetch" : undefined;
}

function hitOfForm(form: URLSearchParams): RobotHit | undefined {
  if (form.get(HONEYPOT_FIELD)) return "honeypot";
  return form.has("do") || form.get("choice") ? undefined : "emptyForm";
}
