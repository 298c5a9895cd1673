import { getOwn, isJsonArray, isJsonObject, type Json } from "./json.ts";

/** The value that a JSON pointer leads to, if any. https://www.rfc-editor.org/rfc/rfc6901 */
export function followJsonPointer(value: Json, pointer: string): Json | undefined {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<Json | undefined>((node, token) => {
      if (isJsonArray(node)) return /^(0|[1-9]\d*)$/.test(token) ? node[Number(token)] : undefined;
      return isJsonObject(node) ? getOwn(node, token) : undefined;
    }, value);
}
