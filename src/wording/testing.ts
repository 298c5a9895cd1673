// What every catalogue has to have in common with the English one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { LANGUAGES, type Language } from "./language.ts";

/** @param name as in "mails in de have every text" */
export function testCatalogues(name: string, wordsIn: (language: Language) => object): void {
  const english = textsOf(wordsIn("en"));
  for (const language of LANGUAGES) {
    test(`${name} in ${language} have every text, with the same placeholders as in English`, () => {
      const texts = textsOf(wordsIn(language));
      assert.deepEqual([...texts.keys()].toSorted(), [...english.keys()].toSorted());
      for (const [key, text] of texts) {
        assert.notEqual(text.trim(), "", key);
        assert.deepEqual(placeholdersOf(text), placeholdersOf(english.get(key) ?? ""), key);
      }
    });
    test(`${name} in ${language} are written in it`, () => {
      if (language === "en") return;
      const texts = [...textsOf(wordsIn(language))];
      const same = texts.filter(
        ([key, text]) => text === english.get(key) && /\s\p{L}/u.test(text),
      );
      assert.deepEqual(same, []);
    });
  }
}

function textsOf(tree: object, path = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
      typeof value === "string"
        ? [[`${path}${key}`, value] as const]
        : [...textsOf(value as object, `${path}${key}.`)],
    ),
  );
}

function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted();
}
