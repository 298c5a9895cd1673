import type { FastifyInstance } from "fastify";

export interface HealthRoutesDeps {
  /** Rejects while the server cannot do its work, for example because the database cannot be read. */
  readonly checkReady: () => Promise<unknown>;
  readonly metricsText: () => Promise<string>;
  /** The media type of the metrics. */
  readonly metricsType: string;
}

/** `/healthz`: the process answers. `/readyz`: it can work. `/metrics`: in the form of Prometheus. */
export function registerHealthRoutes(app: FastifyInstance, deps: HealthRoutesDeps): void {
  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async (_request, reply) => {
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
