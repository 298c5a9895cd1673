// The one HTTP server, without its routes.

import type { AddressInfo } from "node:net";
import fastify, { type FastifyInstance } from "fastify";
import { BugError } from "../base/assert.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** Definitions may have 1 MiB, payloads 256 KiB; what is larger is answered in its protocol's terms. */
export const BODY_BYTES_MAX = 16 * 1024 * 1024;
/** Whoever sends a request more slowly than this is cut off. */
const REQUEST_TIMEOUT_MS = 60_000;
/** What a stopping server still gives requests under way. */
const CLOSE_GRACE_MS = 10_000;

export function createHttpServer(): FastifyInstance {
  const app = fastify({
    // Routes have no JSON schemas: their compilers need not be loaded.
    schemaController: {
      compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas },
    },
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: "idle",
    // What has arrived is answered, also while the server closes.
    return503OnClosing: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
  });
  app.removeAllContentTypeParsers();
  // That of AWS's SDKs by its name as well, since one that is found by `*` is parsed at each request.
  for (const type of ["*", "application/x-amz-json-1.0"]) {
    app.addContentTypeParser(type, { parseAs: "buffer" }, (_request, body, done) =>
      done(null, body),
    );
  }
  return app;
}

function noSchemas(): never {
  throw new BugError("no route has a schema");
}

/** Tells how every request was answered, and how long that took. */
export function observeRequests(
  app: FastifyInstance,
  metrics: Pick<Metrics, "requestAnswered">,
): void {
  app.addHook("onResponse", (request, reply, done) => {
    metrics.requestAnswered({
      method: request.method,
      route: request.routeOptions.url ?? "",
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    });
    done();
  });
}

/** Answers what has arrived; a request that never ends must not keep the server from its own end. */
export async function closeHttpServer(app: FastifyInstance): Promise<void> {
  const force = setTimeout(() => app.server.closeAllConnections(), CLOSE_GRACE_MS);
  await app.close().finally(() => clearTimeout(force));
}

/** What begins the URL of a server that listens. */
export function addressOf(app: FastifyInstance): string {
  const { address, port, family } = app.server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
