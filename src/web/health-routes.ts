import type { FastifyInstance } from "fastify";

export interface HealthRoutesDeps {
  /** Rejects while the server cannot do its work, for example because the database cannot be read. */
  readonly checkReady: () => Promise<unknown>;
  /** It still answers, and others are to take over. */
  readonly isDraining: () => boolean;
  readonly metricsText: () => Promise<string>;
  /** The media type of the metrics. */
  readonly metricsType: string;
}

/**
 * `/healthz`: the process answers. `/readyz`: it can work and goes on doing so. `/metrics`: in the form of
 * Prometheus.
 */
export function registerHealthRoutes(app: FastifyInstance, deps: HealthRoutesDeps): void {
  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async (_request, reply) => {
    if (deps.isDraining()) return reply.code(503).send({ status: "draining" });
    try {
      await deps.checkReady();
      return { status: "ready" };
    } catch {
      return reply.code(503).send({ status: "unavailable" });
    }
  });
  app.get("/metrics", async (_request, reply) =>
    reply.type(deps.metricsType).send(await deps.metricsText()),
  );
}
