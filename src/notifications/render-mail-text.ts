import type { MailAction, MailPage, MailPart } from "./mail-page.ts";

/** The plain-text form of a mail. */
export function renderMailText(page: MailPage): string {
  const parts = [
    page.occasion,
    underline(page.title, "="),
    ...page.lead,
    page.actions.map(renderAction).join("\n\n"),
    page.code && `${page.code.label} ${page.code.code}`,
    page.afterActions,
    ...page.parts.map(renderPart),
    ...page.footer,
    (page.footerActions ?? []).map(renderAction).join("\n\n"),
  ];
  return `${parts.filter((part) => part !== undefined && part !== "").join("\n\n")}\n`;
}

function renderAction({ label, url }: MailAction): string {
  return `${label}:\n${url}`;
}

function renderPart(part: MailPart): string {
  if (part.kind === "items") {
    return part.items
      .map(({ title, lines, action }) =>
        [underline(title, "-"), ...lines, `${action.label}:`, action.url].join("\n"),
      )
      .join("\n\n");
  }
  const title = part.title === undefined ? [] : [underline(part.title, "-")];
  return [...title, ...renderContent(part)].join("\n\n");
}

function renderContent(part: Exclude<MailPart, { readonly kind: "items" }>): readonly string[] {
  if (part.kind === "fields") return [renderFields(part.fields)];
  if (part.kind === "list") {
    return [part.items.map((item) => `  * ${item.replaceAll("\n", "\n    ")}`).join("\n")];
  }
  // One group of lines per row: aligned columns fall apart on a narrow screen.
  return part.rows.map((row, index) => {
    const fields = part.columns.map(({ label }, column) => ({ label, value: row[column] ?? "" }));
    return `${index + 1}.\n${renderFields(fields)}`;
  });
}

function renderFields(
  fields: readonly { readonly label: string; readonly value: string }[],
): string {
  const width = Math.max(...fields.map(({ label }) => label.length)) + 2;
  return fields
    .map(({ label, value }) => `  ${`${label}:`.padEnd(width)}${value.replaceAll("\n", "\n    ")}`)
    .join("\n");
}

function underline(title: string, character: string): string {
  return `${title}\n${character.repeat(Math.min(title.length, 72))}`;
}
