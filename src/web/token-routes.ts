// `/api/tokens`: tokens of programs. A token is told once, in the answer that makes it.

import type { FastifyInstance } from "fastify";
import { ApiError } from "../aws/api-error.ts";
import type { JsonObject } from "../base/json.ts";
import {
  type ApiTokenDeps,
  createApiToken,
  revokeApiToken,
  SCOPES,
  type Scope,
} from "../identity/api-tokens.ts";
import type { ApiTokenRecord } from "../store/identity-records.ts";
import { parameterOf, queryOf } from "./http/answers.ts";
import {
  type ApiAccess,
  checkNames,
  invalidRequest,
  readText,
  registerApiRoute,
} from "./http/api-access.ts";

export interface TokenRoutesDeps extends ApiAccess, ApiTokenDeps {}

const PAGE_SIZE = 100;
const DAYS_DEFAULT = 90;
const DAYS_MAX = 3_650;

export function registerTokenRoutes(app: FastifyInstance, deps: TokenRoutesDeps): void {
  registerApiRoute(app, deps, {
    method: "POST",
    url: "/api/tokens",
    scope: "admin",
    answer: async ({ body, caller }) => {
      const wanted = { ...parseWanted(body), createdBy: caller.name };
      const { record, token } = await createApiToken(deps, wanted);
      return { token, ...describe(record) };
    },
  });
  registerApiRoute(app, deps, {
    method: "GET",
    url: "/api/tokens",
    scope: "admin",
    answer: async ({ request }) => {
      const after = queryOf(request).get("after");
      const found = await deps.store.listApiTokens({
        limit: PAGE_SIZE + 1,
        ...(after ? { after } : {}),
      });
      const tokens = found.slice(0, PAGE_SIZE);
      const next = found.length > PAGE_SIZE ? tokens.at(-1)?.id : undefined;
      return { tokens: tokens.map(describe), ...(next === undefined ? {} : { next }) };
    },
  });
  registerApiRoute(app, deps, {
    method: "DELETE",
    url: "/api/tokens/:id",
    scope: "admin",
    answer: async ({ request }) => {
      if (await revokeApiToken(deps, parameterOf(request, "id"))) return { message: "Revoked." };
      throw new ApiError("TokenNotFound", "There is no such token, or it is revoked already", {
        status: 404,
      });
    },
  });
}

function parseWanted(body: JsonObject) {
  checkNames(body, ["name", "scopes", "days"]);
  const name = readText(body, "name") ?? "";
  if (!/^[\w.-]{1,64}$/.test(name)) {
    throw invalidRequest('"name" must have 1 to 64 letters, digits, dots, hyphens or underscores');
  }
  const days = body["days"] ?? DAYS_DEFAULT;
  if (!Number.isInteger(days) || Number(days) < 1 || Number(days) > DAYS_MAX) {
    throw invalidRequest(`"days" must be a whole number from 1 to ${DAYS_MAX}`);
  }
  return { name, days: Number(days), scopes: parseScopes(body["scopes"]) };
}

function parseScopes(value: JsonObject[string] | undefined): readonly Scope[] {
  const given = Array.isArray(value) ? value : [];
  const scopes = SCOPES.filter((scope) => given.includes(scope));
  if (scopes.length > 0 && given.every((each) => SCOPES.some((scope) => scope === each))) {
    return scopes;
  }
  throw invalidRequest(`"scopes" must be a list of ${SCOPES.join(", ")}`);
}

function describe(record: ApiTokenRecord): object {
  const { createdAt, createdBy, expiresAt, id, name, revokedAt, scopes } = record;
  return {
    ...{ id, name, createdBy },
    scopes: scopes.split(" "),
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    ...(revokedAt === null ? {} : { revokedAt: new Date(revokedAt).toISOString() }),
  };
}
