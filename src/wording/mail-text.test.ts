import assert from "node:assert/strict";
import { test } from "node:test";
import { LANGUAGES } from "./language.ts";
import { mailWordsIn } from "./mail-words.ts";

const english = leavesOf(mailWordsIn("en"));

for (const language of LANGUAGES) {
  test(`mails in ${language} have every text, with the same placeholders as in English`, () => {
    const texts = leavesOf(mailWordsIn(language));
    assert.deepEqual([...texts.keys()], [...english.keys()]);
    for (const [key, text] of texts) {
      assert.notEqual(text.trim(), "", key);
      assert.deepEqual(placeholdersOf(text), placeholdersOf(english.get(key) ?? ""), key);
    }
  });
}

test("no language repeats another's texts", () => {
  const subjects = LANGUAGES.map((language) => mailWordsIn(language).digest.lead);
  assert.equal(new Set(subjects).size, LANGUAGES.length);
});

function leavesOf(tree: object, path = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
      typeof value === "string"
        ? [[`${path}${key}`, value] as const]
        : [...leavesOf(value as object, `${path}${key}.`)],
    ),
  );
}

function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted();
}
