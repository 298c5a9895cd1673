// Cookies: for this server alone, out of reach of scripts, not sent along by other sites' forms.
// https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis

import type { FastifyReply, FastifyRequest } from "fastify";

/** `session`: who is signed in. `browser`: which browser has asked for a link to sign in with. */
export type CookieName = "session" | "browser";

export function cookieOf(
  request: FastifyRequest,
  name: CookieName,
  publicUrl: string,
): string | undefined {
  const wanted = `${fullName(name, publicUrl)}=`;
  const found = (request.headers.cookie ?? "")
    .split(";")
    .map((part) => part.trim())
    .find((part) => part.startsWith(wanted));
  return found?.slice(wanted.length);
}

/** @param seconds 0 removes it. */
export function setCookie(
  reply: FastifyReply,
  cookie: { readonly name: CookieName; readonly value: string; readonly seconds: number },
  publicUrl: string,
): void {
  const { name, value, seconds } = cookie;
  const secure = isHttps(publicUrl) ? "; Secure" : "";
  const text = `${fullName(name, publicUrl)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
  reply.header("set-cookie", text);
}

/** Behind https no neighbouring host can set a cookie of this name. */
function fullName(name: CookieName, publicUrl: string): string {
  return `${isHttps(publicUrl) ? "__Host-" : ""}countersign-${name}`;
}

function isHttps(publicUrl: string): boolean {
  return publicUrl.startsWith("https:");
}
