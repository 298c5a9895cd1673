// In which language an answer is: what its reader has chosen on a page, else what is known of them, else
// what their browser asks for.

import type { FastifyReply, FastifyRequest } from "fastify";
import type { ReaderSettings } from "../../wording/formats.ts";
import { acceptedLanguage, type Language, languageOf } from "../../wording/language.ts";
import { LANGUAGE_FIELD } from "../pages/layout.ts";
import { createReader, type Reader } from "../pages/reader.ts";

const YEAR_SECONDS = 31_536_000;

const known = new WeakMap<FastifyRequest, ReaderSettings>();

/** Tells how somebody is written to whom a link or a session has named. */
export function rememberReader(
  request: FastifyRequest,
  settings: ReaderSettings | undefined,
): void {
  if (settings) known.set(request, settings);
}

export function readerOf(request: FastifyRequest, query: URLSearchParams): Reader {
  const settings = known.get(request) ?? {};
  const language =
    chosenLanguage(query) ??
    languageOf(cookieText(request)) ??
    languageOf(settings.locale ?? "") ??
    acceptedLanguage(request.headers["accept-language"]) ??
    "en";
  const others = [...query].filter(([name]) => name !== LANGUAGE_FIELD);
  return createReader(language, settings, others);
}

/** Says what the answer's language depends on, and keeps what was chosen for the pages that follow. */
export function tellLanguage(
  reply: FastifyReply,
  { language }: Reader,
  query: URLSearchParams,
): void {
  reply.header("content-language", language).header("vary", "Accept-Language, Cookie");
  const chosen = chosenLanguage(query);
  if (chosen === undefined) return;
  // No secret, and nothing of the server's: the browser's own note of how it wants pages.
  const cookie = `${LANGUAGE_FIELD}=${chosen}; Path=/; Max-Age=${YEAR_SECONDS}; HttpOnly; SameSite=Lax`;
  reply.header("set-cookie", cookie);
}

function chosenLanguage(query: URLSearchParams): Language | undefined {
  return languageOf(query.get(LANGUAGE_FIELD) ?? "");
}

const COOKIE = new RegExp(`(?:^|;\\s*)${LANGUAGE_FIELD}=([a-z]{2})(?:;|$)`);

function cookieText({ headers }: FastifyRequest): string {
  return COOKIE.exec(headers.cookie ?? "")?.[1] ?? "";
}
