import type { FastifyInstance } from "fastify";
import { approvalSchema } from "../approvals/document.ts";

/** `/schemas/approval.json`: what a message has to look like that asks for an approval. */
export function registerSchemaRoutes(
  app: FastifyInstance,
  { publicUrl }: { readonly publicUrl: () => string },
): void {
  app.get("/schemas/approval.json", async (_request, reply) =>
    reply
      .type("application/schema+json; charset=utf-8")
      .header("access-control-allow-origin", "*")
      .send(JSON.stringify(approvalSchema(`${publicUrl()}/schemas/approval.json`), null, 2)),
  );
}
