import { type Html, html } from "../../base/html.ts";

/** Links to the newest rows and to older ones; nothing where all rows fit on one page. */
export function renderPaging(options: {
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly isFirst: boolean;
  /** What the next page comes after. */
  readonly next: string | undefined;
  /** @default "after" */
  readonly parameter?: string;
  readonly words?: readonly [first: string, next: string];
  /** @default "Pages" */
  readonly label?: string;
}): Html | undefined {
  const { isFirst, label = "Pages", next, parameter = "after", path, query } = options;
  if (isFirst && next === undefined) return undefined;
  const [first, further] = options.words ?? ["Newest", "Older"];
  const link = (after: string | undefined) =>
    `${path}${queryText({ ...query, [parameter]: after })}`;
  return html`<nav class="paging" aria-label="${label}">
<span>${!isFirst && html`<a href="${link(undefined)}"><span class="arrow" aria-hidden="true">←</span> ${first}</a>`}</span>
<span>${next !== undefined && html`<a href="${link(next)}">${further} <span class="arrow" aria-hidden="true">→</span></a>`}</span>
</nav>`;
}

function queryText(query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given as [string, string][]).toString();
  return text === "" ? "?" : `?${text}`;
}
