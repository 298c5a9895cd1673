// Whether a request that changes something was sent by a page of this server or by a program, and not by
// somebody else's page through a visitor's browser.
// https://owasp.org/www-community/attacks/csrf

import type { FastifyRequest } from "fastify";

export function isCrossSite(request: FastifyRequest, publicUrl: string): boolean {
  const site = request.headers["sec-fetch-site"];
  // Every current browser says it; `none` is a person's own doing, such as a reload.
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const { origin } = request.headers;
  // Programs send none. Older browsers send `null` for our own forms, as no-referrer tells them to.
  if (origin === undefined || origin === "null") return false;
  return !isOwnOrigin(request, origin, publicUrl);
}

/** Whether a browser vouches that a page of this server sent the request. Nothing less lets operators act. */
export function isFromOwnPage(request: FastifyRequest, publicUrl: string): boolean {
  const { origin } = request.headers;
  if (request.headers["sec-fetch-site"] !== undefined) return !isCrossSite(request, publicUrl);
  return origin !== undefined && isOwnOrigin(request, origin, publicUrl);
}

function isOwnOrigin(request: FastifyRequest, origin: string, publicUrl: string): boolean {
  return origin === new URL(publicUrl).origin || hostOf(origin) === request.headers.host;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
