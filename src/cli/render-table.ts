/** Rows under headings, columns aligned, two spaces apart. The last column is not padded. */
export function renderTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [headings.map((heading) => heading.toUpperCase()), ...rows.map(printable)];
  const widths = headings.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "))
    .map((line) => line.trimEnd())
    .join("\n");
}

/** Names and values below each other, values aligned. */
export function renderPairs(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${printable([value])[0]}`).join("\n");
}

/**
 * What others wrote, fit for a terminal: no control characters, which could move the cursor or change
 * what stands above.
 */
function printable(cells: readonly string[]): string[] {
  return cells.map((cell) => cell.replace(/[\p{Cc}\p{Bidi_Control}]+/gu, " "));
}
