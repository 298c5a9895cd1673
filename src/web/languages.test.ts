// In which language pages are, and how they are changed to another.

import assert from "node:assert/strict";
import { test } from "node:test";
import { LANGUAGES } from "../wording/language.ts";
import { pageWordsIn } from "../wording/page-words.ts";
import { EXPENSE_APPROVAL, openWeb, type WebBench, withoutIsolation } from "./testing.ts";

const MANAGER = "manager@example.com";

function look(web: WebBench, url: string, headers: Readonly<Record<string, string>> = {}) {
  return web.app.inject({ url, headers });
}

test("a page is in the language that its reader's browser asks for, and says so", async () => {
  const web = await openWeb();
  const { path } = await web.ask();
  for (const language of LANGUAGES) {
    const answer = await look(web, path, { "accept-language": `${language};q=0.9, tlh` });
    const direction = language === "ar" ? "rtl" : "ltr";
    assert.ok(answer.body.includes(`<html lang="${language}" dir="${direction}">`), language);
    assert.ok(answer.body.includes(pageWordsIn(language).decide.button), language);
    assert.equal(answer.headers["content-language"], language);
    assert.equal(answer.headers["vary"], "Accept-Language, Cookie");
    assert.equal(answer.headers["set-cookie"], undefined);
  }
  assert.equal((await look(web, path)).headers["content-language"], "en");
});

test("what is known of somebody goes before what their browser asks for", async () => {
  const profile = { locale: "de-AT", timeZone: "Europe/Vienna" };
  const web = await openWeb({ profiles: { [MANAGER]: profile } });
  const { path } = await web.ask();
  const { body, headers } = await look(web, path, { "accept-language": "fr" });
  assert.equal(headers["content-language"], "de");
  const text = withoutIsolation(body);
  assert.match(text, /25\. Sep[a-z.]* 2024, 16:30 MESZ/);
  assert.ok(text.includes("750,50 USD"), "amounts are written as in Austria");
});

test("whoever changes the language stays where they are, and keeps it on the pages that follow", async () => {
  const web = await openWeb({ profiles: { [MANAGER]: { locale: "de" } } });
  const { path } = await web.ask();
  const shown = await look(web, `${path}?choice=decline`);
  assert.match(
    shown.body,
    /<form method="get">\s*<input type="hidden" name="choice" value="decline">/,
  );
  const changed = await look(web, `${path}?choice=decline&countersign-language=ja`);
  assert.equal(changed.headers["content-language"], "ja");
  assert.match(changed.body, /class="choice followed"/);
  const cookie = String(changed.headers["set-cookie"]);
  assert.match(cookie, /^countersign-language=ja; .*HttpOnly; SameSite=Lax$/);
  const next = await look(web, `${path}/instead`, { cookie: "countersign-language=ja" });
  assert.equal(next.headers["content-language"], "ja");
});

test("a language that there is not is passed over, whatever it says", async () => {
  const web = await openWeb();
  const { path } = await web.ask();
  for (const wanted of ["tlh", "", "<b>", "dex"]) {
    const url = `${path}?countersign-language=${encodeURIComponent(wanted)}`;
    const { headers } = await look(web, url, { cookie: `countersign-language=${wanted}` });
    assert.equal(headers["content-language"], "en", wanted);
    assert.equal(headers["set-cookie"], undefined, wanted);
  }
});

test("what was wrong is said in the reader's language, and the choice by its name there", async () => {
  const web = await openWeb();
  const { path } = await web.ask();
  const { body } = await web.app.inject({
    method: "POST",
    url: path,
    headers: { "accept-language": "de", "content-type": "application/x-www-form-urlencoded" },
    payload: "choice=decline",
  });
  assert.match(withoutIsolation(body), /role="alert"><p>„Ablehnen“ braucht einen Kommentar\./);
});

test("a request's own texts are in the languages that its author has given", async () => {
  const web = await openWeb();
  const translations = {
    de: { title: "Spesen ER98765", choices: { approve: "Auszahlen" } },
    fr: { summary: "Jane Doe demande 750,50 USD." },
  };
  const { path } = await web.ask({ ...(EXPENSE_APPROVAL as object), translations });
  const german = await look(web, path, { "accept-language": "de" });
  assert.ok(german.body.includes("<title>Spesen ER98765 · Countersign</title>"));
  assert.ok(german.body.includes("Auszahlen") && german.body.includes("Ablehnen"));
  const french = await look(web, path, { "accept-language": "fr" });
  assert.ok(french.body.includes("Jane Doe demande"));
  assert.ok(french.body.includes("Expense report ER98765"), "the title is as it was written");
});

test("operators' pages are in English", async () => {
  const web = await openWeb();
  const { body, headers } = await look(web, "/executions", { "accept-language": "de" });
  assert.match(body, /<html lang="en" dir="ltr">/);
  assert.equal(headers["content-language"], undefined);
});
