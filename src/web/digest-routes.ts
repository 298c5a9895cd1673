// Where a person stops the mails that hold all that waits for them. A look changes nothing; mail programs
// stop them by one POST, as https://www.rfc-editor.org/rfc/rfc8058 has it.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { addressOfDigestLink } from "../approvals/digest-time.ts";
import type { KeepPeopleDeps } from "../approvals/keep-people.ts";
import { stopDigest } from "../approvals/stop-digest.ts";
import { bodyText, formOf, type PageAnswer, parameterOf, sendPage } from "./http/answers.ts";
import { HONEYPOT_FIELD } from "./pages/decision-form.ts";
import {
  DIGEST_FIELD,
  renderDigestKeptPage,
  renderDigestPage,
  renderDigestProblemPage,
  renderDigestStoppedPage,
} from "./pages/digest-page.ts";

export interface DigestRoutesDeps extends KeepPeopleDeps {
  readonly tokenSecret: Uint8Array;
}

export function registerDigestRoutes(app: FastifyInstance, deps: DigestRoutesDeps): void {
  app.get("/digests/:key", async (request, reply) => sendPage(reply, show(deps, request)));
  app.post("/digests/:key", async (request, reply) => sendPage(reply, await stop(deps, request)));
}

const NOT_FOUND: PageAnswer = { status: 404, page: renderDigestProblemPage() };

function show(deps: DigestRoutesDeps, request: FastifyRequest): PageAnswer {
  const address = addressOf(deps, request);
  return address === undefined ? NOT_FOUND : { status: 200, page: renderDigestPage(address) };
}

async function stop(deps: DigestRoutesDeps, request: FastifyRequest): Promise<PageAnswer> {
  const address = addressOf(deps, request);
  if (address === undefined) return NOT_FOUND;
  const form = formOf(request);
  const chosen = form.get(HONEYPOT_FIELD) ? null : form.get(DIGEST_FIELD);
  if (chosen !== "yes" && !isOneClick(request)) {
    return chosen === "no"
      ? { status: 200, page: renderDigestKeptPage() }
      : { status: 422, page: renderDigestPage(address, true) };
  }
  const kept = await stopDigest(deps, address);
  if (kept.kind !== "kept") return { status: 409, page: renderDigestPage(address) };
  return { status: 200, page: renderDigestStoppedPage(address) };
}

function addressOf({ tokenSecret }: DigestRoutesDeps, request: FastifyRequest): string | undefined {
  return addressOfDigestLink(tokenSecret, parameterOf(request, "key"));
}

/** As a form, or as one of several parts. */
function isOneClick(request: FastifyRequest): boolean {
  if (formOf(request).get("List-Unsubscribe") === "One-Click") return true;
  const isMultipart = (request.headers["content-type"] ?? "").startsWith("multipart/form-data");
  const part = /name="List-Unsubscribe"\s*\r?\n\r?\nOne-Click\r?\n/;
  return isMultipart && part.test(bodyText(request).slice(0, 2_000));
}
