// Takes on as many requests as can be answered in good time, and tells the others to come back before their
// bodies are read: memory and latency stay bounded however many callers there are.

import type { FastifyInstance, FastifyRequest } from "fastify";
import { OverloadError } from "../aws/overload-error.ts";

export interface AdmissionDeps {
  /** As many requests may be under way at once. */
  readonly requestsMax: number;
  /** As many bytes may their bodies have together. @default 256 MiB */
  readonly bodyBytesMax?: number;
  /** What a body counts whose length is not told. */
  readonly bodyLimit: number;
  /** Hears of every request that is not taken on. */
  readonly refused: (reason: "requests") => void;
}

const BODY_BYTES_MAX = 256 * 1024 * 1024;
/** Who watches the server must see how it is, most of all then. */
const ALWAYS = new Set(["/healthz", "/readyz", "/metrics"]);
/** Calls that wait for somebody else take a minute and cost nothing meanwhile. */
const WAITING = /\.(?:GetActivityTask|StartSyncExecution)$/;
const LONG_POLL = /^\/api\/approvals\/[^/?]+\?(?:.*&)?wait=[1-9]/;

export function registerAdmission(app: FastifyInstance, deps: AdmissionDeps): void {
  const { requestsMax, bodyBytesMax = BODY_BYTES_MAX, bodyLimit, refused } = deps;
  let requests = 0;
  let bodyBytes = 0;
  app.addHook("onRequest", (request, reply, done) => {
    if (ALWAYS.has(request.url)) return done();
    const bytes = Math.min(bodyBytesOf(request) ?? bodyLimit, bodyLimit);
    const isTooMuch = bytes > 0 && bodyBytes + bytes > bodyBytesMax;
    if (requests >= requestsMax || isTooMuch) {
      refused("requests");
      return done(new OverloadError());
    }
    const weight = isWaiting(request) ? 0 : 1;
    requests += weight;
    bodyBytes += bytes;
    reply.raw.once("close", () => {
      requests -= weight;
      bodyBytes -= bytes;
    });
    return done();
  });
}

function isWaiting({ headers, method, url }: FastifyRequest): boolean {
  if (WAITING.test(String(headers["x-amz-target"]))) return true;
  return method === "GET" && LONG_POLL.test(url);
}

/** As the caller tells; `undefined` when it does not. */
function bodyBytesOf({ headers }: FastifyRequest): number | undefined {
  if (headers["transfer-encoding"] !== undefined) return undefined;
  return Number(headers["content-length"] ?? 0);
}
