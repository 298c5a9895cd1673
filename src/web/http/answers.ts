import type { FastifyReply, FastifyRequest } from "fastify";
import { type Html, markupOf } from "../../base/html.ts";
import type { Page } from "../pages/reader.ts";
import { readerOf, tellLanguage } from "./reader-of.ts";

export interface PageAnswer {
  readonly status: number;
  /** Operators' pages are finished; others are written for their reader. */
  readonly page: Html | Page;
}

export function sendPage(reply: FastifyReply, { status, page }: PageAnswer): FastifyReply {
  reply.code(status).type("text/html; charset=utf-8");
  if (typeof page !== "function") return reply.send(markupOf(page));
  const query = queryOf(reply.request);
  const reader = readerOf(reply.request, query);
  tellLanguage(reply, reader, query);
  return reply.send(markupOf(page(reader)));
}

export interface JsonError {
  readonly code: string;
  readonly message: string;
}

export function sendJsonError(reply: FastifyReply, status: number, error: JsonError): FastifyReply {
  return reply.code(status).type("application/json; charset=utf-8").send({ error });
}

/** The fields of a submitted form; none when the body is something else. */
export function formOf(request: FastifyRequest): URLSearchParams {
  const type = request.headers["content-type"] ?? "";
  const isForm = type.toLowerCase().startsWith("application/x-www-form-urlencoded");
  return new URLSearchParams(isForm ? bodyText(request) : "");
}

export function bodyText(request: FastifyRequest): string {
  return request.body instanceof Uint8Array ? Buffer.from(request.body).toString("utf8") : "";
}

/** The query as sent, with every value of a repeated name. */
export function queryOf(request: FastifyRequest): URLSearchParams {
  const start = request.url.indexOf("?");
  return new URLSearchParams(start < 0 ? "" : request.url.slice(start + 1));
}

/** A parameter of the route's pattern. */
export function parameterOf(request: FastifyRequest, name: string): string {
  const value = (request.params as Readonly<Record<string, string | undefined>>)[name];
  return value ?? "";
}
