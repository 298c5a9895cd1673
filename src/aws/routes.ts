// The doors of AWS's protocols on the one port: `POST /` by its X-Amz-Target or Action, and
// `GET /?Action=…`, which SNS's confirmation links use. Everything else at `/` is not ours.
//
// Bodies arrive as bytes: whoever creates the server reads every content type into a Buffer.

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../telemetry/log.ts";
import { ApiError } from "./api-error.ts";
import type { Operation } from "./operation.ts";
import { OverloadError } from "./overload-error.ts";
import {
  createAwsJsonHandler,
  isTargetOf,
  oversizedJsonAnswer,
  throttledJsonAnswer,
  unknownTargetAnswer,
} from "./protocols/aws-json.ts";
import {
  createAwsQueryHandler,
  isQueryRequest,
  oversizedQueryAnswer,
  throttledQueryAnswer,
} from "./protocols/aws-query.ts";
import type { Authenticator } from "./protocols/signature-v4.ts";
import { findHeader, type WireAnswer, type WireRequest } from "./protocols/wire.ts";
import snsModel from "./sns/generated/model.json" with { type: "json" };
import stepFunctionsModel from "./step-functions/generated/model.json" with { type: "json" };

export interface AwsRoutesDeps {
  readonly stepFunctions: ReadonlyMap<string, Operation>;
  readonly sns: ReadonlyMap<string, Operation>;
  /** What the links in SNS's messages to machines do. */
  readonly snsLinks: ReadonlyMap<string, Operation>;
  readonly authenticate: Authenticator;
  readonly log: Log;
}

export function registerAwsRoutes(app: FastifyInstance, deps: AwsRoutesDeps): void {
  const handle = createDispatcher(deps);

  app.post("/", { errorHandler: answerUnreadable }, async (request, reply) =>
    send(reply, await handle(new FastifyWireRequest(request, reply))),
  );

  // The page at `GET /` belongs to browsers; a hook lets both share the path.
  app.addHook("onRequest", (request, reply, done) => {
    if (!isQueryByUrl(request)) done();
    else if (request.method !== "GET") reply.code(405).header("allow", "GET, POST").send();
    else
      void handle(new FastifyWireRequest(request, reply)).then(
        (answer) => send(reply, answer),
        done,
      );
  });
}

function createDispatcher(deps: AwsRoutesDeps): (request: WireRequest) => Promise<WireAnswer> {
  const { log } = deps;
  const authenticate = refusingBrowsers(deps.authenticate);
  const stepFunctions = createAwsJsonHandler({
    model: stepFunctionsModel,
    operations: deps.stepFunctions,
    errorNamespace: "com.amazonaws.swf.service.v2.model",
    authenticate,
    log,
  });
  const sns = createAwsQueryHandler({
    model: snsModel,
    operations: deps.sns,
    linkOperations: deps.snsLinks,
    authenticate,
    log,
  });
  return (request) => {
    if (isTargetOf(stepFunctionsModel, request)) return stepFunctions(request);
    const isJson = findHeader(request, "x-amz-target") !== undefined;
    if (!isJson && isQueryRequest(request)) return sns(request);
    return Promise.resolve(unknownTargetAnswer());
  };
}

/**
 * A form on anybody's web page may be sent here, and so may scripts whose name server lies; both
 * carry an Origin, which no client of AWS does. Without configured credentials nothing else stops them.
 */
function refusingBrowsers(authenticate: Authenticator): Authenticator {
  return (request) =>
    findHeader(request, "origin") === undefined
      ? authenticate(request)
      : Promise.reject(
          new ApiError("AccessDenied", "Web pages may not call this API.", { status: 403 }),
        );
}

function isQueryByUrl(request: FastifyRequest): boolean {
  if (!request.url.startsWith("/?") || request.method === "POST") return false;
  return new URLSearchParams(request.url.slice(2)).has("Action");
}

const NO_BODY = new Uint8Array();

/** A class, because an object with a getter of its own takes long to make. */
class FastifyWireRequest implements WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: WireRequest["headers"];
  readonly body: Uint8Array;
  readonly #reply: FastifyReply;
  #signal: AbortSignal | undefined;

  constructor({ body, headers, method, url }: FastifyRequest, reply: FastifyReply) {
    this.method = method;
    this.url = url;
    this.headers = headers;
    this.body = body instanceof Uint8Array ? body : NO_BODY;
    this.#reply = reply;
  }

  get signal(): AbortSignal {
    this.#signal ??= hangUpSignal(this.#reply);
    return this.#signal;
  }
}

/** Fastify's own watches the request, which is closed as soon as its body has been read. */
function hangUpSignal({ raw }: FastifyReply): AbortSignal {
  const hungUp = new AbortController();
  if (raw.closed) hungUp.abort();
  else raw.once("close", () => hungUp.abort());
  return hungUp.signal;
}

/** A request that the server refused to read, in the terms of the protocol it was sent in. */
function answerUnreadable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  if (error.statusCode === 415) {
    // A content type that is none, or empty: AWS finds no operation either.
    void send(reply, unknownTargetAnswer());
    return;
  }
  const isQuery = request.headers["x-amz-target"] === undefined;
  if (error instanceof OverloadError) {
    void send(reply, isQuery ? throttledQueryAnswer(snsModel) : throttledJsonAnswer());
    return;
  }
  if (error.statusCode !== 413) throw error;
  void send(reply, isQuery ? oversizedQueryAnswer(snsModel) : oversizedJsonAnswer());
}

function send(reply: FastifyReply, answer: WireAnswer): FastifyReply {
  // As bytes: to a text fastify would add a charset that AWS does not send.
  return reply.code(answer.status).headers(answer.headers).send(Buffer.from(answer.body));
}
