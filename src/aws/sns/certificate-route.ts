import type { FastifyInstance } from "fastify";
import { CERTIFICATE_PATH, type Signer } from "../../notifications/signer.ts";

/** Serves what `SigningCertURL` in signed messages points to. */
export function registerCertificateRoute(
  app: FastifyInstance,
  deps: { readonly signer: Pick<Signer, "certificatePem"> },
): void {
  app.get(CERTIFICATE_PATH, async (_request, reply) => {
    reply.type("application/x-pem-file");
    return deps.signer.certificatePem();
  });
}
