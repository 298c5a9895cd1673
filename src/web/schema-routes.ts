import type { FastifyInstance } from "fastify";

/** `/schemas/approval.json`: what a message has to look like that asks for an approval. */
export function registerSchemaRoutes(
  app: FastifyInstance,
  { publicUrl }: { readonly publicUrl: () => string },
): void {
  app.get("/schemas/approval.json", async (_request, reply) => {
    // Loaded when it is asked for: most servers start without the library behind it.
    const { approvalSchema } = await import("../approvals/document.ts");
    return reply
      .type("application/schema+json; charset=utf-8")
      .header("access-control-allow-origin", "*")
      .send(JSON.stringify(approvalSchema(`${publicUrl()}/schemas/approval.json`), null, 2));
  });
}
