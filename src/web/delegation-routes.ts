// Who stands in for whoever is signed in, and from when until when. Everybody settles that for themselves.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { addressProblem } from "../approvals/find-person.ts";
import {
  type Delegation,
  delegate,
  findPerson,
  type KeepPeopleDeps,
} from "../approvals/keep-people.ts";
import { isJsonObject } from "../base/json.ts";
import { isMailAddress } from "../notifications/check-endpoint.ts";
import type { Sentence } from "../wording/sentence.ts";
import { formOf, type PageAnswer, sendPage } from "./http/answers.ts";
import {
  formFieldsOf,
  type OperatorAccess,
  requireRole,
  signedInOf,
  visitorOf,
} from "./http/operator-access.ts";
import { isFromOwnPage } from "./http/same-origin.ts";
import { type DelegationModel, renderDelegationPage } from "./pages/delegation-page.ts";
import { saying } from "./pages/reader.ts";
import { NOT_OWN_PAGE } from "./refusals.ts";

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
  const address = signedInOf(request).session.address;
  const current = findPerson(directory.whole(), address)?.["delegate"];
  return {
    address,
    hidden: formFieldsOf(visitorOf(request)),
    current: isJsonObject(current) ? (current as unknown as Delegation) : undefined,
    isFromFile: findPerson(directory.file(), address)?.["delegate"] !== undefined,
  };
}

async function submit(deps: DelegationRoutesDeps, request: FastifyRequest): Promise<PageAnswer> {
  if (!isFromOwnPage(request, deps.publicUrl())) return NOT_OWN_PAGE;
  const form = formOf(request);
  const read = (name: string) => (form.get(name) ?? "").trim();
  const typed = { to: read("to"), from: read("from"), until: read("until") };
  const name = read("do");
  const answer = (status: number, said: Partial<DelegationModel>): PageAnswer => ({
    status,
    page: renderDelegationPage({ ...modelOf(deps, request), ...said }),
  });
  if (name !== "set" && name !== "end")
    return answer(422, { typed, problem: ({ words }) => words.instead.nothingChosen });
  const wrong = name === "set" ? typingProblem(typed) : undefined;
  if (wrong) return answer(422, { typed, problem: saying(wrong) });
  const kept = await delegate(
    deps,
    signedInOf(request).session.address,
    name === "set" ? typed : undefined,
  );
  switch (kept.kind) {
    case "kept":
      return answer(200, { isDone: true });
    case "problems":
      return answer(422, { typed, problem: saying(kept.said ?? OTHER_FORM) });
    case "inFile":
    case "notFound":
      return answer(409, { typed, problem: ({ words }) => words.delegation.settled });
  }
}

/** What somebody is likely to mistype. */
function typingProblem({ from, to, until }: Delegation): Sentence | undefined {
  if (!isMailAddress(to)) return addressProblem(to);
  return isDate(from) && isDate(until) ? undefined : { name: "hasToBeDate" };
}

/** A day that there is. */
function isDate(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Whatever else is wrong is told to programs, in English. */
const OTHER_FORM: Sentence = { name: "otherForm" };
