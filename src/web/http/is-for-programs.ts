import type { FastifyRequest } from "fastify";

/** Whether a request is one of AWS's protocols, which browsers cannot call without saying where they come from. */
export function isForPrograms({ method, url }: Pick<FastifyRequest, "method" | "url">): boolean {
  return method === "POST" && url === "/";
}
