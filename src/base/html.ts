// HTML from tagged templates: what is put in is escaped unless it is HTML already. That makes markup that
// forgets to escape impossible to write by accident. Attribute values in templates must be in quotes.

const MARKUP = Symbol("markup");

/** A piece of HTML. Only this file makes one, so text from outside can never pass for it. */
export interface Html {
  readonly [MARKUP]: string;
}

/** Nothing comes of `undefined` and `false`; the items of a list follow each other. */
export type Fragment = Html | string | number | false | undefined | readonly Fragment[];

export function html(strings: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  let markup = strings[0] ?? "";
  values.forEach((value, index) => {
    markup += markupOf(value) + (strings[index + 1] ?? "");
  });
  return { [MARKUP]: markup };
}

/** The text of finished HTML. */
export function markupOf(fragment: Fragment): string {
  if (fragment === undefined || fragment === false) return "";
  if (typeof fragment === "string") return escapeHtml(fragment);
  if (typeof fragment === "number") return String(fragment);
  return isList(fragment) ? fragment.map(markupOf).join("") : fragment[MARKUP];
}

/** Takes text as HTML without a look at it: for constants of this program only. */
export function trustedHtml(markup: string): Html {
  return { [MARKUP]: markup };
}

function isList(fragment: Html | readonly Fragment[]): fragment is readonly Fragment[] {
  return Array.isArray(fragment);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
