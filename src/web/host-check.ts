// A server without credentials trusts whoever reaches it, which is this machine only. A page of any site
// could reach it too, through a name of its own that it lets point to 127.0.0.1 (DNS rebinding), and read
// mails and links. So such a server answers to its own names only. AWS's protocols at `POST /` need no such
// check: browsers cannot call them without saying where they come from.

import type { FastifyInstance } from "fastify";
import { isLoopback } from "../config/is-loopback.ts";
import { sendPage } from "./http/answers.ts";
import { isForPrograms } from "./http/is-for-programs.ts";
import { renderMessagePage } from "./pages/message-page.ts";

export function registerHostCheck(
  app: FastifyInstance,
  { publicUrl }: { readonly publicUrl: () => string },
): void {
  app.addHook("onRequest", (request, reply, done) => {
    if (isForPrograms(request) || isOwnName(request.headers.host ?? "", publicUrl())) done();
    else sendPage(reply, UNKNOWN_HOST);
  });
}

function isOwnName(host: string, publicUrl: string): boolean {
  const name = nameOf(host);
  return isLoopback(name) || name === new URL(publicUrl).hostname;
}

function nameOf(host: string): string {
  return host
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .toLowerCase();
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-421-misdirected-request */
const UNKNOWN_HOST = {
  status: 421,
  page: renderMessagePage({
    title: "Not this server's name",
    tone: "warn",
    lead:
      "This server accepts unsigned calls and answers to names of this machine only. Use " +
      "127.0.0.1 or localhost, or start it with --public-url.",
  }),
};
