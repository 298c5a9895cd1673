import assert from "node:assert/strict";
import { test } from "node:test";
import { acceptedLanguage, directionOf, languageOf } from "./language.ts";

test("a locale's language is known, whatever its region and case", () => {
  assert.equal(languageOf("de-AT"), "de");
  assert.equal(languageOf("zh_Hant_TW"), "zh");
  assert.equal(languageOf("EN"), "en");
  assert.equal(languageOf("tlh"), undefined);
  assert.equal(languageOf(""), undefined);
});

test("a browser gets the language it likes best of those there are", () => {
  assert.equal(acceptedLanguage("sv, fr;q=0.8, de;q=0.9"), "de");
  assert.equal(acceptedLanguage("pt-BR,pt;q=0.9,en;q=0.1"), "pt");
  assert.equal(acceptedLanguage("de;q=0, en"), "en");
  assert.equal(acceptedLanguage("*"), undefined);
  assert.equal(acceptedLanguage(undefined), undefined);
});

test("Arabic is written from right to left", () => {
  assert.equal(directionOf("ar"), "rtl");
  assert.equal(directionOf("nl"), "ltr");
});
