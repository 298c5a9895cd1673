import type { DetailBlock } from "../../approvals/describe-details.ts";
import { type Fragment, type Html, html } from "../../base/html.ts";

/** An approval's details: labelled values and tables. On a narrow screen each row becomes a list. */
export function renderDetails(
  blocks: readonly DetailBlock[],
  untitled = "Details",
): readonly Html[] {
  return blocks.map((block) => {
    const title = html`<h2>${block.title ?? untitled}</h2>`;
    return block.kind === "fields"
      ? html`${title}${renderFields(block.fields)}`
      : html`${title}${renderTable(block)}`;
  });
}

/** A text is isolated: it may be in another script than the page. */
export function renderFields(
  fields: readonly { readonly label: Fragment; readonly value: Fragment }[],
): Html {
  return html`<dl class="fields">
${fields.map(({ label, value }) => html`<dt>${label}</dt><dd>${isText(value) ? html`<bdi>${value}</bdi>` : value}</dd>\n`)}</dl>`;
}

const isText = (value: Fragment) => typeof value === "string";

function renderTable({ columns, rows }: DetailBlock & { readonly kind: "table" }): Html {
  const kind = (index: number) => (columns[index]?.isNumeric ? "number" : "text");
  return html`<div class="scroll"><table class="stack">
<thead><tr>${columns.map(
    ({ label }, index) => html`<th scope="col" class="${kind(index)}">${label}</th>`,
  )}</tr></thead>
<tbody>
${rows.map(
  (row) => html`<tr>${row.map(
    (cell, index) =>
      html`<td class="${kind(index)}" data-label="${columns[index]?.label}"><bdi>${cell}</bdi></td>`,
  )}</tr>
`,
)}</tbody>
</table></div>`;
}
