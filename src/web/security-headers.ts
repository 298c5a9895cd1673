// The headers that every answer carries unless it brings its own. Nothing may be loaded, framed, run or
// remembered; forms go to this server alone.
// https://owasp.org/www-project-secure-headers/

import type { FastifyInstance, FastifyReply } from "fastify";
import { isForPrograms } from "./http/is-for-programs.ts";
import { STYLE_HASH } from "./pages/style.ts";

const PAGE_POLICY = [
  "default-src 'none'",
  `style-src '${STYLE_HASH}'`,
  "img-src data:",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * For a mail's own HTML, shown in a frame of the mailbox: an origin of its own, no scripts, no forms,
 * nothing fetched. Links open in a window of their own.
 */
export const MAIL_POLICY = [
  "sandbox allow-popups allow-popups-to-escape-sandbox",
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** For content that is not this server's own: whatever it holds, it cannot act as this server. */
export const FOREIGN_POLICY = "sandbox allow-forms allow-popups; frame-ancestors 'none'";

const YEAR_SECONDS = 31_536_000;

export function registerSecurityHeaders(
  app: FastifyInstance,
  options: { readonly publicUrl: () => string },
): void {
  app.addHook("onSend", (request, reply, payload, done) => {
    setDefault(reply, "cache-control", "no-store");
    setDefault(reply, "x-content-type-options", "nosniff");
    // The others are about pages, and take longer to send than most answers of AWS's protocols.
    if (isForPrograms(request)) return done(null, payload);
    setDefault(reply, "content-security-policy", PAGE_POLICY);
    setDefault(reply, "referrer-policy", "no-referrer");
    setDefault(reply, "x-frame-options", "DENY");
    setDefault(reply, "cross-origin-opener-policy", "same-origin");
    setDefault(reply, "permissions-policy", "camera=(), geolocation=(), microphone=()");
    // Over plain HTTP the header means nothing, and on localhost it would outlive this server.
    if (options.publicUrl().startsWith("https:")) {
      setDefault(reply, "strict-transport-security", `max-age=${YEAR_SECONDS}`);
    }
    return done(null, payload);
  });
}

function setDefault(reply: FastifyReply, name: string, value: string): void {
  if (!reply.hasHeader(name)) reply.header(name, value);
}
