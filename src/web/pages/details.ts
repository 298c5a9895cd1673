import type { DetailBlock, Field } from "../../approvals/describe-details.ts";
import { type Html, html } from "../../base/html.ts";

/** An approval's details: labelled values and tables. On a narrow screen each row becomes a list. */
export function renderDetails(blocks: readonly DetailBlock[]): readonly Html[] {
  return blocks.map((block) => {
    const title = html`<h2>${block.title ?? "Details"}</h2>`;
    return block.kind === "fields"
      ? html`${title}${renderFields(block.fields)}`
      : html`${title}${renderTable(block)}`;
  });
}

export function renderFields(fields: readonly Field[]): Html {
  return html`<dl class="fields">
${fields.map(({ label, value }) => html`<dt>${label}</dt><dd>${value}</dd>\n`)}</dl>`;
}

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
      html`<td class="${kind(index)}" data-label="${columns[index]?.label}">${cell}</td>`,
  )}</tr>
`,
)}</tbody>
</table></div>`;
}
