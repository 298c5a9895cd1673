// U+2068 and U+2069 keep what is put into a sentence from changing its order, where that runs from right
// to left: https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates

/** Puts values in the place of `{name}`. What has no value stays as it is. */
export function fill(
  template: string,
  values: Readonly<Record<string, string | number>>,
  direction: "ltr" | "rtl" = "ltr",
): string {
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return placeholder;
    return direction === "rtl" && typeof value === "string"
      ? `\u2068${value}\u2069`
      : String(value);
  });
}
