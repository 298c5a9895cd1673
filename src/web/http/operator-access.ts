// Who may see operators' pages: whoever gives the access key by HTTP Basic, which makes an admin, and whoever
// is signed in and has a role. Without an access key everybody who reaches the port is an admin: the server
// listens on loopback only.
// https://www.rfc-editor.org/rfc/rfc7617

import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { defined } from "../../base/assert.ts";
import { html } from "../../base/html.ts";
import type { Credentials } from "../../config/config.ts";
import { includesRole, type Proof, type Role } from "../../identity/role.ts";
import type { SessionRecord } from "../../store/identity-records.ts";
import type { ReaderSettings } from "../../wording/formats.ts";
import { renderMessagePage } from "../pages/message-page.ts";
import { ENGLISH, type Reader } from "../pages/reader.ts";
import { formOf, sendPage } from "./answers.ts";
import { cookieOf } from "./cookies.ts";
import { FORM_TOKEN_FIELD } from "./form-token.ts";
import { rememberReader } from "./reader-of.ts";

export interface OperatorAccess {
  readonly credentials: Credentials | undefined;
  readonly publicUrl: () => string;
  /** The session that a browser's cookie stands for. */
  readonly findSession: (secret: string) => Promise<SessionRecord | undefined>;
  /** The role of an address at this moment. */
  readonly findRole: (address: string) => Role | undefined;
  /** How an address is written to. */
  readonly findProfile: (address: string) => ReaderSettings | undefined;
}

/** Who looks at a page. */
export interface Visitor {
  /** What their actions are recorded under. */
  readonly name: string;
  readonly role: Role | undefined;
  readonly proof: Proof;
  /** Present where a cookie tells who it is. */
  readonly signedIn?: SignedIn;
}

export interface SignedIn {
  readonly session: SessionRecord;
  /** What forms send along: other sites cannot know it. */
  readonly formToken: string;
}

const ANONYMOUS_OPERATOR = "operator";

const visitors = new WeakMap<FastifyRequest, Visitor>();

/** Lets only those through to the routes of `scope` who have the role; `own` is for whoever is signed in. */
export function requireRole(
  scope: FastifyInstance,
  access: OperatorAccess,
  roleFor: Role | "own" | ((request: FastifyRequest) => Role),
): void {
  scope.addHook("onRequest", async (request: FastifyRequest, reply: FastifyReply) => {
    const visitor = await findVisitor(access, request);
    const role = typeof roleFor === "function" ? roleFor(request) : roleFor;
    const isAllowed =
      role === "own" ? visitor?.signedIn !== undefined : includesRole(visitor?.role, role);
    const own = visitor?.signedIn?.session.address;
    if (own !== undefined) rememberReader(request, access.findProfile(own));
    if (!visitor || !isAllowed) return refuse(reply, access, { role, isKnown: !!visitor });
    visitors.set(request, visitor);
    return undefined;
  });
  scope.addHook("preHandler", async (request: FastifyRequest, reply: FastifyReply) => {
    if (isSafe(request) || hasFormToken(request, visitorOf(request))) return undefined;
    return sendPage(reply, { status: 403, page: STALE_FORM });
  });
}

function refuse(
  reply: FastifyReply,
  { publicUrl }: OperatorAccess,
  { role, isKnown }: { readonly role: Role | "own"; readonly isKnown: boolean },
): FastifyReply {
  if (role !== "own" && isKnown) return sendPage(reply, { status: 403, page: NOT_YOUR_ROLE });
  const wayIn = ({ signIn }: Reader["words"]) =>
    html`<p><a href="${publicUrl()}/sign-in">${signIn.wayIn}</a></p>`;
  if (role === "own") {
    const page = renderMessagePage(({ words }) => ({
      ...{ title: words.signIn.title, tone: "warn", lead: words.signIn.showsYours },
      more: wayIn(words),
    }));
    return sendPage(reply, { status: 401, page });
  }
  reply.header("www-authenticate", 'Basic realm="Countersign", charset="UTF-8"');
  const page = renderMessagePage({
    ...{ title: "Sign in", tone: "warn", lead: FOR_OPERATORS },
    more: wayIn(ENGLISH.words),
  });
  return sendPage(reply, { status: 401, page });
}

/** Who it is, on a route that asks for a role. */
export function visitorOf(request: FastifyRequest): Visitor {
  return defined(visitors.get(request), "the visitor of a guarded route");
}

/** Who asks, at routes for those who are signed in. */
export function signedInOf(request: FastifyRequest): SignedIn {
  return defined(visitorOf(request).signedIn, "the session");
}

/** Hidden fields that forms of this visitor must carry. */
export function formFieldsOf({ signedIn }: Visitor): Readonly<Record<string, string>> {
  return signedIn ? { [FORM_TOKEN_FIELD]: signedIn.formToken } : {};
}

async function findVisitor(
  access: OperatorAccess,
  request: FastifyRequest,
): Promise<Visitor | undefined> {
  const { credentials, findRole } = access;
  const signedIn = await findSignedIn(access, request);
  const own = signedIn && { signedIn };
  if (credentials && hasKey(request, credentials)) {
    return { name: credentials.accessKeyId, role: "admin", proof: "key", ...own };
  }
  if (signedIn) {
    const { address } = signedIn.session;
    const role = credentials ? findRole(address) : "admin";
    return { name: address, role, proof: "session", signedIn };
  }
  return credentials ? undefined : { name: ANONYMOUS_OPERATOR, role: "admin", proof: "none" };
}

async function findSignedIn(
  { findSession, publicUrl }: OperatorAccess,
  request: FastifyRequest,
): Promise<SignedIn | undefined> {
  const secret = cookieOf(request, "session", publicUrl());
  const session = secret === undefined ? undefined : await findSession(secret);
  if (secret === undefined || !session) return undefined;
  const formToken = createHash("sha256").update(`form ${secret}`).digest("base64url");
  return { session, formToken };
}

function isSafe({ method }: FastifyRequest): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS";
}

function hasFormToken(request: FastifyRequest, { signedIn }: Visitor): boolean {
  return !signedIn || isSame(formOf(request).get(FORM_TOKEN_FIELD) ?? "", signedIn.formToken);
}

function hasKey(request: FastifyRequest, credentials: Credentials): boolean {
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

const FOR_OPERATORS =
  "This page is for operators. Sign in with the server's access key id and secret access key, or by mail.";
const NOT_YOUR_ROLE = renderMessagePage({
  ...{ title: "Not for you", tone: "warn", lead: "Your role does not allow this." },
});
const STALE_FORM = renderMessagePage(({ words }) => ({
  ...{ title: words.frame.notRecorded, tone: "warn", lead: words.signIn.staleForm },
}));
