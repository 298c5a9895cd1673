// Answers requests to hosted REST APIs as API Gateway does, but for one thing: GET, HEAD and OPTIONS do
// not change anything here unless the operator wants AWS's behaviour. A link that would settle a task is
// answered with `confirm`, and the page does the asking.
//
// Not here: pages, sockets, authorizers, caching, throttling.

import type { Clock } from "../../base/instant.ts";
import type { RestApiRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import type { Log } from "../../telemetry/log.ts";
import type { Operation } from "../operation.ts";
import { type CallStates, createStatesCall, invalidRequestBody } from "./call-states.ts";
import { followLink, invalidOutput, isTokenOperation, type LinkDeps } from "./follow-link.ts";
import type { HostedAnswer, HostedRequest } from "./hosted-answer.ts";
import { type IntegrationRequest, renderIntegrationRequest } from "./integration-request.ts";
import { gatewayResponse, renderIntegrationResponse } from "./integration-response.ts";
import { type MatchedMethod, matchMethod } from "./match-method.ts";
import { parseRestApi } from "./parse-rest-api.ts";
import type { RestApi } from "./rest-api.ts";
import { templateInput } from "./template-input.ts";
import type { TemplateInput } from "./template-variables.ts";
import { TemplateError } from "./velocity/template-error.ts";

export interface HostedApiDeps extends LinkDeps {
  readonly store: Pick<Store, "findRestApi">;
  /** The operations of Step Functions. */
  readonly operations: ReadonlyMap<string, Operation>;
  readonly clock: Clock;
  readonly log: Log;
  /** `as-aws`: requests by GET, HEAD and OPTIONS act like any other. */
  readonly hostedApiGet: "confirm" | "as-aws";
}

export type HostedApi = (request: HostedRequest) => Promise<HostedAnswer>;

export function createHostedApi(deps: HostedApiDeps): HostedApi {
  const callStates = createStatesCall(deps);
  const findApi = rememberApis();
  return async (request) => {
    const record = await deps.store.findRestApi(request.apiId);
    // AWS says the same of an API that is not there and of a stage that is not.
    if (record === undefined || record.stage !== request.stage) {
      return gatewayResponse(403, "Forbidden");
    }
    // What a person confirms is what the link says: its GET, without the form.
    const meant = isFollowed(request) ? asFollowed(request) : request;
    const matched = matchMethod(findApi(record), meant);
    if (matched === undefined) return gatewayResponse(403, "Missing Authentication Token");
    const variables = JSON.parse(record.variables) as Readonly<Record<string, string>>;
    const input = templateInput(meant, matched, { variables, at: deps.clock() });
    try {
      return await answer({ deps, callStates, request: meant, matched, input });
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const { apiId, method } = request;
      deps.log.warn({ apiId, method, reason: error.message }, "a mapping template failed");
      return gatewayResponse(500, "Internal server error");
    }
  };
}

interface Call {
  readonly deps: HostedApiDeps;
  readonly callStates: CallStates;
  readonly request: HostedRequest;
  readonly matched: MatchedMethod;
  readonly input: TemplateInput;
}

async function answer(call: Call): Promise<HostedAnswer> {
  const { integration } = call.matched.method;
  const asked = renderIntegrationRequest(integration, call.input);
  if (asked.kind === "unsupportedMediaType") return gatewayResponse(415, "Unsupported Media Type");
  const { action } = integration;
  if (action.kind === "mock") return answerMock(call, asked);
  if (isLink(call)) {
    const followed = await answerLink(call, action.operation, asked);
    if (followed !== undefined) return followed;
  }
  const answered =
    asked.kind === "reshaped"
      ? { status: 400, body: invalidRequestBody(action.operation) }
      : await call.callStates(action.operation, asked.body);
  return renderIntegrationResponse(integration, answered, call.input);
}

function isLink({ deps, request }: Call): boolean {
  if (request.isConfirmed) return true;
  return deps.hostedApiGet === "confirm" && LINK_METHODS.includes(request.method.toUpperCase());
}

const LINK_METHODS: readonly string[] = ["GET", "HEAD", "OPTIONS"];
const READING = /^(Describe|Get|List)/;

/** `undefined` when the link may go on to its integration, since that changes nothing. */
async function answerLink(
  { deps, request, matched }: Call,
  operation: string,
  asked: IntegrationRequest,
): Promise<HostedAnswer | undefined> {
  if (!isTokenOperation(operation)) {
    if (READING.test(operation)) return undefined;
    return gatewayResponse(405, `${operation} by ${request.method} is switched off: use POST`);
  }
  if (asked.kind !== "body") {
    return invalidOutput("A parameter of the link does not stand for one value");
  }
  const { pathParameters } = matched;
  return followLink(deps, { operation, body: asked.body, request, pathParameters });
}

/** AWS: a mock answers with the status that its request template names. */
function answerMock({ matched, input }: Call, asked: IntegrationRequest): HostedAnswer {
  const status =
    asked.kind === "body" ? Number(/"statusCode"\s*:\s*(\d+)/.exec(asked.body)?.[1]) : 0;
  if (!(status > 0)) return gatewayResponse(500, "Internal server error");
  return renderIntegrationResponse(matched.method.integration, { status, body: "" }, input);
}

function isFollowed({ method, body, isConfirmed }: HostedRequest): boolean {
  return isConfirmed || (method === "GET" && body === "");
}

/** Without what the form of the page brought along: its body, and the type of it. */
function asFollowed(request: HostedRequest): HostedRequest {
  const headers = Object.entries(request.headers).filter(([name]) => !name.startsWith("content-"));
  return { ...request, method: "GET", body: "", headers: Object.fromEntries(headers) };
}

const APIS_MAX = 100;

/** Parsed APIs by their definition's text, which tells by itself when one has changed. */
function rememberApis(): (record: RestApiRecord) => RestApi {
  const known = new Map<string, RestApi>();
  return ({ definition }) => {
    const found = known.get(definition);
    if (found !== undefined) return found;
    const { api } = parseRestApi(JSON.parse(definition));
    const oldest = known.keys().next();
    if (known.size >= APIS_MAX && !oldest.done) known.delete(oldest.value);
    known.set(definition, api);
    return api;
  };
}
