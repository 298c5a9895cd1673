// Who stands in for whoever is signed in, and from when until when. Everybody settles that for themselves.

import type { FastifyInstance, FastifyRequest } from "fastify";
import {
  type Delegation,
  delegate,
  findPerson,
  type KeepPeopleDeps,
} from "../approvals/keep-people.ts";
import { defined } from "../base/assert.ts";
import { isJsonObject } from "../base/json.ts";
import { formOf, type PageAnswer, sendPage } from "./http/answers.ts";
import {
  formFieldsOf,
  type OperatorAccess,
  requireRole,
  visitorOf,
} from "./http/operator-access.ts";
import { isFromOwnPage } from "./http/same-origin.ts";
import { type DelegationModel, renderDelegationPage } from "./pages/delegation-page.ts";
import { renderMessagePage } from "./pages/message-page.ts";

export interface DelegationRoutesDeps extends OperatorAccess, KeepPeopleDeps {}

export function registerDelegationRoutes(app: FastifyInstance, deps: DelegationRoutesDeps): void {
  app.register(async (scope) => {
    requireRole(scope, deps, "own");
    scope.get("/settings/delegation", async (request, reply) =>
      sendPage(reply, { status: 200, page: renderDelegationPage(modelOf(deps, request)) }),
    );
    scope.post("/settings/delegation", async (request, reply) =>
      sendPage(reply, await submit(deps, request)),
    );
  });
}

function modelOf({ directory }: DelegationRoutesDeps, request: FastifyRequest): DelegationModel {
  const address = addressOf(request);
  const current = findPerson(directory.whole(), address)?.["delegate"];
  return {
    address,
    hidden: formFieldsOf(visitorOf(request)),
    current: isJsonObject(current) ? (current as unknown as Delegation) : undefined,
    isFromFile: findPerson(directory.file(), address)?.["delegate"] !== undefined,
  };
}

async function submit(deps: DelegationRoutesDeps, request: FastifyRequest): Promise<PageAnswer> {
  if (!isFromOwnPage(request, deps.publicUrl())) return CROSS_SITE;
  const form = formOf(request);
  const read = (name: string) => (form.get(name) ?? "").trim();
  const typed = { to: read("to"), from: read("from"), until: read("until") };
  const name = read("do");
  const answer = (status: number, said: Partial<DelegationModel>): PageAnswer => ({
    status,
    page: renderDelegationPage({ ...modelOf(deps, request), ...said }),
  });
  if (name !== "set" && name !== "end")
    return answer(422, { typed, problem: "Nothing was chosen." });
  const kept = await delegate(deps, addressOf(request), name === "set" ? typed : undefined);
  switch (kept.kind) {
    case "kept":
      return answer(200, { isDone: true });
    case "problems":
      return answer(422, { typed, problem: kept.problems.join(" ") });
    case "inFile":
    case "notFound":
      return answer(409, { typed, problem: "An operator has settled this in the file of people." });
  }
}

function addressOf(request: FastifyRequest): string {
  return defined(visitorOf(request).signedIn, "the session").session.address;
}

const CROSS_SITE: PageAnswer = {
  status: 403,
  page: renderMessagePage({
    title: "Nothing was recorded",
    tone: "warn",
    lead: "The form was not sent by this server’s own page.",
  }),
};
