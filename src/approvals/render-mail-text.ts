import type { DetailBlock, Field } from "./describe-details.ts";
import type { MailModel } from "./mail-model.ts";

/** The plain-text form of an approval's mail. */
export function renderMailText(model: MailModel): string {
  const parts = [
    model.occasion,
    underline(model.title, "="),
    model.summary,
    model.actions.map(({ label, url }) => `${label}:\n${url}`).join("\n\n"),
    model.code === undefined ? undefined : `Your code, which the page asks for: ${model.code}`,
    "Opening a link decides nothing: the page shows the request and asks you to choose.",
    ...model.details.map(renderBlock),
    underline("Where this comes from", "-"),
    renderFields(model.provenance),
    "You get this mail because the workflow names you as the approver of this request. " +
      "The links are yours alone: whoever has them can decide in your name.",
  ];
  return `${parts.filter((part) => part !== undefined && part !== "").join("\n\n")}\n`;
}

function renderBlock(block: DetailBlock): string {
  const title = underline(block.title ?? "Details", "-");
  if (block.kind === "fields") return `${title}\n\n${renderFields(block.fields)}`;
  // One group of lines per row: aligned columns fall apart on a narrow screen.
  const rows = block.rows.map((row, index) => {
    const fields = block.columns.map(({ label }, column) => ({ label, value: row[column] ?? "" }));
    return `${index + 1}.\n${renderFields(fields)}`;
  });
  return [title, ...rows].join("\n\n");
}

function renderFields(fields: readonly Field[]): string {
  const width = Math.max(...fields.map(({ label }) => label.length)) + 2;
  return fields
    .map(({ label, value }) => `  ${`${label}:`.padEnd(width)}${value.replaceAll("\n", "\n    ")}`)
    .join("\n");
}

function underline(title: string, character: string): string {
  return `${title}\n${character.repeat(Math.min(title.length, 72))}`;
}
