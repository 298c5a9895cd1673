// What every route below `/api` has in common: callers that are signed where there are credentials,
// bodies of JSON, and errors as `{ "error": { "code", "message" } }`.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ApiError } from "../../aws/api-error.ts";
import type { Caller } from "../../aws/operation.ts";
import type { Authenticator } from "../../aws/protocols/signature-v4.ts";
import { isJsonObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Credentials } from "../../config/config.ts";
import { hasScope, type Scope } from "../../identity/api-tokens.ts";
import type { Proof } from "../../identity/role.ts";
import type { ApiTokenRecord } from "../../store/identity-records.ts";
import { bodyText, sendJsonError } from "./answers.ts";
import { isCrossSite } from "./same-origin.ts";

export interface ApiAccess {
  readonly authenticate: Authenticator;
  readonly publicUrl: () => string;
  /** Callers must sign with these, or bring a token. */
  readonly credentials?: Credentials | undefined;
  /** The token of a program that is valid now; without it there are none. */
  readonly findApiToken?: (token: string) => Promise<ApiTokenRecord | undefined>;
}

export interface ApiRequest {
  readonly caller: Caller;
  /** How the caller was known. */
  readonly proof: Proof;
  /** Empty where there is none. */
  readonly body: JsonObject;
  readonly request: FastifyRequest;
}

type ApiMethod = "GET" | "PUT" | "POST" | "PATCH" | "DELETE";

/** Adds a route that answers with what `answer` returns. */
export function registerApiRoute(
  app: FastifyInstance,
  access: ApiAccess,
  route: {
    readonly method: ApiMethod;
    readonly url: string;
    /**
     * What a token must be good for; a signature is good for all.
     * @default "admin"
     */
    readonly scope?: Scope;
    /** @default 200 */
    readonly statusOf?: (answer: object) => number;
    readonly answer: (request: ApiRequest) => Promise<object>;
  },
): void {
  app.route({
    method: route.method,
    url: route.url,
    handler: async (request, reply) => {
      try {
        const known = await identify(access, request, route.scope ?? "admin");
        const body = bodyOf(request, access.publicUrl());
        const answer = await route.answer({ ...known, body, request });
        return reply.code(route.statusOf?.(answer) ?? 200).send(answer);
      } catch (error) {
        return refuse(reply, error);
      }
    },
  });
}

/** @throws ApiError */
async function identify(
  access: ApiAccess,
  request: FastifyRequest,
  scope: Scope,
): Promise<Pick<ApiRequest, "caller" | "proof">> {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (bearer === undefined) {
    const caller = await access.authenticate(wireRequestOf(request));
    return { caller, proof: access.credentials ? "key" : "none" };
  }
  const token = await access.findApiToken?.(bearer);
  if (!token) {
    throw new ApiError("InvalidToken", "The token is unknown, expired or revoked", { status: 401 });
  }
  if (!hasScope(token, scope)) {
    const message = `The token lacks the scope "${scope}"`;
    throw new ApiError("InsufficientScope", message, { status: 403 });
  }
  return { caller: { name: `token:${token.name}` }, proof: "token" };
}

function refuse(reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof ApiError)) throw error;
  const { code, message } = error;
  return sendJsonError(reply, error.status, { code, message });
}

function wireRequestOf({ body, headers, method, url }: FastifyRequest) {
  return { method, url, headers, body: body instanceof Uint8Array ? body : new Uint8Array() };
}

/**
 * A browser sends JSON to another site only after asking whether it may, and is told no: so a body
 * of any other type is refused even when it would parse.
 */
function bodyOf(request: FastifyRequest, publicUrl: string): JsonObject {
  if (request.method === "GET") return {};
  if (isCrossSite(request, publicUrl)) {
    throw new ApiError("CrossSiteRequest", "Requests from other sites are refused", {
      status: 403,
    });
  }
  if (request.method === "DELETE") return {};
  const type = request.headers["content-type"] ?? "";
  if (!type.toLowerCase().startsWith("application/json")) {
    const message = "The body must be of type application/json";
    throw new ApiError("UnsupportedMediaType", message, { status: 415 });
  }
  const body = parseJson(bodyText(request));
  if (!isJsonObject(body)) throw invalidRequest("The body must be a JSON object");
  return body;
}

export function invalidRequest(message: string): ApiError {
  return new ApiError("InvalidRequest", message, { status: 400 });
}

/** A member that must be text where it is given. @throws ApiError */
export function readText(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw invalidRequest(`"${name}" must be a string`);
  return value;
}

/** A member that must be an object of texts where it is given. @throws ApiError */
export function readTexts(body: JsonObject, name: string): Readonly<Record<string, string>> {
  const value = body[name] ?? {};
  const isGood =
    isJsonObject(value) && Object.values(value).every((text) => typeof text === "string");
  if (!isGood) throw invalidRequest(`"${name}" must be an object of strings`);
  return value as Readonly<Record<string, string>>;
}

/** Names that are no names of the request are taken for misspelt ones. @throws ApiError */
export function checkNames(body: JsonObject, names: readonly string[]): void {
  const unknown = Object.keys(body).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw invalidRequest(`"${unknown}" is unknown; there are ${names.join(", ")}`);
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
