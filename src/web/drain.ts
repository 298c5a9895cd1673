// A server that is about to stop answers to the end and asks its callers to connect anew: the next
// connection leads to another server.

import type { FastifyInstance } from "fastify";

export interface Drain {
  /** The end has been announced. */
  isDraining(): boolean;
  begin(): void;
}

export function registerDrain(app: FastifyInstance): Drain {
  let isDraining = false;
  app.addHook("onRequest", (_request, reply, done) => {
    if (isDraining) reply.header("connection", "close");
    done();
  });
  return {
    isDraining: () => isDraining,
    begin() {
      isDraining = true;
    },
  };
}
