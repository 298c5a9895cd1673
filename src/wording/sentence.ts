// What somebody is told, before it is known in which language.

import { fill } from "./fill.ts";
import { directionOf, type Language } from "./language.ts";
import { type PageWords, pageWordsIn } from "./page-words.ts";

export interface Sentence {
  readonly name: keyof PageWords["answers"];
  readonly values?: Readonly<Record<string, string | number | Sentence>>;
}

/** As text: for programs, and where there is no markup. */
export function sentenceIn(language: Language, { name, values = {} }: Sentence): string {
  const texts = Object.entries(values).map(
    ([key, value]) =>
      [key, typeof value === "object" ? sentenceIn(language, value) : value] as const,
  );
  const template = pageWordsIn(language).answers[name];
  return fill(template, Object.fromEntries(texts), directionOf(language));
}

/** A sentence for people, and the same in English for programs. */
export interface Told {
  readonly said: Sentence;
  readonly message: string;
}

export function tell(name: Sentence["name"], values?: Sentence["values"]): Told {
  return told(values ? { name, values } : { name });
}

export function told(said: Sentence): Told {
  return { said, message: sentenceIn("en", said) };
}
