// `/api/people` and `/api/groups`: who is who, as far as it does not stand in the file of people.

import type { FastifyInstance } from "fastify";
import type { OpenDirectory } from "../approvals/directory-file.ts";
import {
  findPerson,
  type KeepPeopleDeps,
  type Kept,
  putGroup,
  putPerson,
  removeGroup,
  removePerson,
} from "../approvals/keep-people.ts";
import { addressOf, objectIn, peopleIn } from "../approvals/people.ts";
import { ApiError } from "../aws/api-error.ts";
import { getOwn, type JsonObject } from "../base/json.ts";
import { parameterOf } from "./http/answers.ts";
import { type ApiAccess, checkNames, invalidRequest, registerApiRoute } from "./http/api-access.ts";

export interface PeopleRoutesDeps extends ApiAccess, KeepPeopleDeps {
  readonly directory: Pick<OpenDirectory, "file" | "refresh" | "whole">;
}

export function registerPeopleRoutes(app: FastifyInstance, deps: PeopleRoutesDeps): void {
  const { directory } = deps;
  const describe = (person: JsonObject) => describePerson(directory, addressOf(person));
  registerApiRoute(app, deps, {
    method: "GET",
    url: "/api/people",
    scope: "read",
    answer: async () => ({ people: everybody(directory.whole()).map(describe) }),
  });
  registerApiRoute(app, deps, {
    method: "GET",
    url: "/api/people/:address",
    scope: "read",
    answer: async ({ request }) => {
      const address = parameterOf(request, "address").toLowerCase();
      const known = everybody(directory.whole()).find((each) => addressOf(each) === address);
      if (known) return describe(known);
      throw notFound("There is nobody with this address");
    },
  });
  registerApiRoute(app, deps, {
    method: "PUT",
    url: "/api/people/:address",
    scope: "admin",
    answer: async ({ body, caller, request }) => {
      const address = parameterOf(request, "address").toLowerCase();
      succeed(await putPerson(deps, address, body, caller.name));
      return describePerson(directory, address);
    },
  });
  registerApiRoute(app, deps, {
    method: "DELETE",
    url: "/api/people/:address",
    scope: "admin",
    answer: async ({ request }) => {
      succeed(await removePerson(deps, parameterOf(request, "address")));
      return { message: "Removed." };
    },
  });
  registerGroupRoutes(app, deps);
}

function registerGroupRoutes(app: FastifyInstance, deps: PeopleRoutesDeps): void {
  const { directory } = deps;
  registerApiRoute(app, deps, {
    method: "GET",
    url: "/api/groups",
    scope: "read",
    answer: async () => {
      const names = Object.keys(objectIn(directory.whole(), "groups"));
      return { groups: names.toSorted().map((name) => describeGroup(directory, name)) };
    },
  });
  registerApiRoute(app, deps, {
    method: "GET",
    url: "/api/groups/:name",
    scope: "read",
    answer: async ({ request }) => {
      const name = parameterOf(request, "name");
      if (Object.hasOwn(objectIn(directory.whole(), "groups"), name)) {
        return describeGroup(directory, name);
      }
      throw notFound("There is no such group");
    },
  });
  registerApiRoute(app, deps, {
    method: "PUT",
    url: "/api/groups/:name",
    scope: "admin",
    answer: async ({ body, caller, request }) => {
      checkNames(body, ["name", "members"]);
      const name = parameterOf(request, "name");
      succeed(await putGroup(deps, name, body["members"] ?? null, caller.name));
      return describeGroup(directory, name);
    },
  });
  registerApiRoute(app, deps, {
    method: "DELETE",
    url: "/api/groups/:name",
    scope: "admin",
    answer: async ({ request }) => {
      succeed(await removeGroup(deps, parameterOf(request, "name")));
      return { message: "Removed." };
    },
  });
}

/** Those who are described, and those who have nothing but a role. */
function everybody(directory: JsonObject): readonly JsonObject[] {
  const described = peopleIn(directory);
  const addresses = new Set(described.map(addressOf));
  const others = Object.keys(objectIn(directory, "roles"))
    .map((email) => ({ email: email.toLowerCase() }))
    .filter(({ email }) => !addresses.has(email));
  return [...described, ...others].toSorted((left, right) =>
    addressOf(left) < addressOf(right) ? -1 : 1,
  );
}

/** As they count, and which members the file has settled. */
function describePerson(
  { file, whole }: PeopleRoutesDeps["directory"],
  address: string,
): JsonObject {
  const all = whole();
  const own = findPerson(file(), address);
  const fromFile = Object.keys(own ?? {}).filter((name) => name !== "email");
  const role = getOwn(objectIn(all, "roles"), address);
  const roles = Object.keys(objectIn(file(), "roles")).map((each) => each.toLowerCase());
  return {
    ...findPerson(all, address),
    email: address,
    ...(role !== undefined && { role }),
    fromFile: [...fromFile, ...(roles.includes(address) ? ["role"] : [])],
  };
}

function describeGroup({ file, whole }: PeopleRoutesDeps["directory"], name: string): JsonObject {
  const members = getOwn(objectIn(whole(), "groups"), name) ?? [];
  return { name, members, isFromFile: Object.hasOwn(objectIn(file(), "groups"), name) };
}

function notFound(message: string): ApiError {
  return new ApiError("NotFound", message, { status: 404 });
}

/** @throws ApiError */
function succeed(kept: Kept): void {
  switch (kept.kind) {
    case "kept":
      return;
    case "problems":
      throw invalidRequest(kept.problems.join("; "));
    case "notFound":
      throw notFound("Nothing of that name is stored");
    case "inFile":
      throw new ApiError("InFile", "It stands in the file of people: change it there", {
        status: 409,
      });
  }
}
