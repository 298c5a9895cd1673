// Operators' pages ask for the access key by HTTP Basic, where the server has credentials. Without any,
// whoever reaches the port is an operator: it listens on loopback only.
// https://www.rfc-editor.org/rfc/rfc7617

import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Credentials } from "../../config/config.ts";
import { renderMessagePage } from "../pages/message-page.ts";
import { sendPage } from "./answers.ts";

const ANONYMOUS_OPERATOR = "operator";

/** Lets only operators through to the routes of `scope`. */
export function requireOperator(
  scope: FastifyInstance,
  credentials: Credentials | undefined,
): void {
  if (!credentials) return;
  scope.addHook("onRequest", async (request: FastifyRequest, reply: FastifyReply) => {
    if (isOperator(request, credentials)) return undefined;
    reply.header("www-authenticate", 'Basic realm="Countersign", charset="UTF-8"');
    return sendPage(reply, SIGN_IN);
  });
}

/** The name that an operator's deeds are recorded under. */
export function operatorName(credentials: Credentials | undefined): string {
  return credentials?.accessKeyId ?? ANONYMOUS_OPERATOR;
}

function isOperator(request: FastifyRequest, credentials: Credentials): boolean {
  const encoded = /^Basic +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (encoded === undefined) return false;
  const given = Buffer.from(encoded, "base64").toString("utf8");
  return isSame(given, `${credentials.accessKeyId}:${credentials.secretAccessKey}`);
}

/** Compares hashes, which have one length, in constant time. */
function isSame(left: string, right: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(left), hash(right));
}

const SIGN_IN = {
  status: 401,
  page: renderMessagePage({
    title: "Sign in",
    tone: "warn",
    lead: "This page is for operators. Sign in with the server's access key id and secret access key.",
  }),
};
