// The mailbox: every message of this server with what became of it. A mail's own HTML is shown in a
// sandboxed frame from an address of its own, where it can run, load and submit nothing.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RenderRawMail } from "../notifications/mailbox.ts";
import type { DeliveryRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { type PageAnswer, parameterOf, queryOf, sendPage } from "./http/answers.ts";
import { type OperatorAccess, requireRole } from "./http/operator-access.ts";
import {
  DELIVERY_STATUSES,
  isMail,
  mailOf,
  renderDeliveryPage,
  renderMailboxPage,
} from "./pages/mailbox-page.ts";
import { renderMessagePage } from "./pages/message-page.ts";
import { MAIL_POLICY } from "./security-headers.ts";

export interface MailboxRoutesDeps extends OperatorAccess {
  readonly store: Pick<Store, "findDelivery" | "listDeliveries">;
  readonly renderRawMail: RenderRawMail;
  readonly hasMailTransport: boolean;
}

const PAGE_SIZE = 50;

export function registerMailboxRoutes(app: FastifyInstance, deps: MailboxRoutesDeps): void {
  app.register(async (scope) => {
    // Mails hold the links of others.
    requireRole(scope, deps, "admin");
    scope.get("/mailbox", async (request, reply) => sendPage(reply, await showList(deps, request)));
    scope.get("/mailbox/:id", async (request, reply) =>
      sendPage(reply, await showMessage(deps, request)),
    );
    scope.get("/mailbox/:id/html", (request, reply) => sendHtmlView(deps, request, reply));
    scope.get("/mailbox/:id/raw", (request, reply) => sendRaw(deps, request, reply));
  });
}

async function showList(
  { hasMailTransport, store }: MailboxRoutesDeps,
  request: FastifyRequest,
): Promise<PageAnswer> {
  const query = queryOf(request);
  const status = DELIVERY_STATUSES.find((name) => name === query.get("status"));
  const after = query.get("after") || undefined;
  const found = await store.listDeliveries(status === undefined ? {} : { status }, {
    limit: PAGE_SIZE + 1,
    ...(after === undefined ? {} : { after }),
  });
  const deliveries = found.slice(0, PAGE_SIZE);
  const page = renderMailboxPage({
    deliveries,
    status,
    hasMailTransport,
    isFirst: after === undefined,
    next: found.length > PAGE_SIZE ? deliveries.at(-1)?.id : undefined,
  });
  return { status: 200, page };
}

async function showMessage(
  { renderRawMail, store }: MailboxRoutesDeps,
  request: FastifyRequest,
): Promise<PageAnswer> {
  const delivery = await store.findDelivery(parameterOf(request, "id"));
  if (!delivery) return NOT_FOUND;
  const headers = isMail(delivery) ? headersOf(await renderRawMail(delivery)) : [];
  return { status: 200, page: renderDeliveryPage(delivery, headers) };
}

async function sendHtmlView(
  deps: MailboxRoutesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const delivery = await findMail(deps, request);
  const markup = delivery && mailOf(delivery).html;
  if (markup === undefined) return sendPage(reply, NOT_FOUND);
  return reply
    .header("content-security-policy", MAIL_POLICY)
    .header("x-frame-options", "SAMEORIGIN")
    .type("text/html; charset=utf-8")
    .send(withLinksOutside(markup));
}

async function sendRaw(
  deps: MailboxRoutesDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const delivery = await findMail(deps, request);
  if (!delivery) return sendPage(reply, NOT_FOUND);
  return reply
    .header("content-disposition", `attachment; filename="${delivery.id}.eml"`)
    .type("message/rfc822")
    .send(await deps.renderRawMail(delivery));
}

async function findMail(
  { store }: MailboxRoutesDeps,
  request: FastifyRequest,
): Promise<DeliveryRecord | undefined> {
  const delivery = await store.findDelivery(parameterOf(request, "id"));
  return delivery && isMail(delivery) ? delivery : undefined;
}

/** A frame without scripts cannot be left: links open in a window of their own. */
function withLinksOutside(markup: string): string {
  return markup.replace(/<head(\s[^>]*)?>/i, '$&<base target="_blank">');
}

/** The header fields of a raw message, unfolded. */
function headersOf(raw: string): readonly { readonly label: string; readonly value: string }[] {
  const [head = ""] = raw.split(/\r?\n\r?\n/, 1);
  return head
    .replace(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/)
    .map((line) => {
      const colon = line.indexOf(":");
      return { label: line.slice(0, colon), value: line.slice(colon + 1).trim() };
    });
}

const NOT_FOUND: PageAnswer = {
  status: 404,
  page: renderMessagePage({
    title: "Not found",
    tone: "warn",
    lead: "There is no such message.",
  }),
};
