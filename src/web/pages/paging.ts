import { type Html, html } from "../../base/html.ts";

/** Links to the newest rows and to older ones; nothing where all rows fit on one page. */
export function renderPaging(options: {
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly isFirst: boolean;
  /** What the next page comes after. */
  readonly next: string | undefined;
  readonly words?: readonly [first: string, next: string];
}): Html | undefined {
  const { isFirst, next, path, query } = options;
  if (isFirst && next === undefined) return undefined;
  const [first, further] = options.words ?? ["Newest", "Older"];
  const link = (after: string | undefined) => `${path}${queryText({ ...query, after })}`;
  return html`<nav class="paging" aria-label="Pages">
<span>${!isFirst && html`<a href="${link(undefined)}">← ${first}</a>`}</span>
<span>${next !== undefined && html`<a href="${link(next)}">${further} →</a>`}</span>
</nav>`;
}

function queryText(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given as [string, string][]).toString();
  return text === "" ? "?" : `?${text}`;
}
