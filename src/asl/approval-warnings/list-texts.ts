import { isJsonArray, isJsonObject, type Json } from "../../base/json.ts";

export interface TemplateText {
  /** The key it stands at, also when in a list there; `undefined` for the template as a whole. */
  readonly key: string | undefined;
  readonly text: string;
}

/** The strings at any depth of a template. */
export function listTexts(template: Json, key?: string): readonly TemplateText[] {
  if (typeof template === "string") return [{ key, text: template }];
  if (isJsonArray(template)) return template.flatMap((item) => listTexts(item, key));
  if (!isJsonObject(template)) return [];
  return Object.entries(template).flatMap(([name, member]) => listTexts(member, name));
}
