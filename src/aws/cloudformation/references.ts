// Which names a value refers to, before anything is evaluated: what the order of resources, cycles and
// dangling references follow from.

import { isJsonArray, isJsonObject, type Json } from "../../base/json.ts";
import type { Path } from "./read-source.ts";

export interface Reference {
  /** A parameter, a pseudo parameter or a logical id. */
  readonly name: string;
  /** Of `Fn::GetAtt` and `${Name.Attribute}`. */
  readonly attribute?: string;
  readonly path: Path;
}

const PLACEHOLDER = /\$\{([^}]*)\}/g;

/** Every reference in the value, in order. Malformed functions are left to the evaluation. */
export function referencesOf(value: Json, path: Path): readonly Reference[] {
  if (isJsonArray(value)) {
    return value.flatMap((item, index) => referencesOf(item, [...path, index]));
  }
  if (!isJsonObject(value)) return [];
  return [
    ...ownReferences(value["Ref"], value["Fn::GetAtt"], value["Fn::Sub"], path),
    ...Object.entries(value).flatMap(([key, item]) => referencesOf(item, [...path, key])),
  ];
}

function ownReferences(
  ref: Json | undefined,
  getAtt: Json | undefined,
  sub: Json | undefined,
  path: Path,
): readonly Reference[] {
  const found: Reference[] = [];
  if (typeof ref === "string") found.push(readRef(ref, path));
  if (isJsonArray(getAtt) && typeof getAtt[0] === "string" && typeof getAtt[1] === "string") {
    found.push({ name: getAtt[0], attribute: getAtt[1], path });
  }
  const [text, variables] = isJsonArray(sub) ? sub : [sub];
  if (typeof text === "string") {
    const own = isJsonObject(variables) ? Object.keys(variables) : [];
    found.push(
      ...placeholdersOf(text)
        .filter((name) => !own.includes(name))
        .map((name) => readPlaceholder(name, path)),
    );
  }
  return found;
}

/** The names between `${` and `}`, without literals (`${!Name}`). */
export function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)]
    .map((match) => (match[1] ?? "").trim())
    .filter((name) => !name.startsWith("!"));
}

/** Puts values in place of `${Name}`; `${!Name}` becomes `${Name}`. */
export function fillPlaceholders(text: string, textFor: (name: string) => string): string {
  return text.replaceAll(PLACEHOLDER, (_all, inner: string) =>
    inner.startsWith("!") ? `\${${inner.slice(1)}}` : textFor(inner.trim()),
  );
}

/** SAM names the stage it makes for an API `Api.Stage`. */
export function readRef(name: string, path: Path): Reference {
  return name.endsWith(".Stage")
    ? { name: name.slice(0, -".Stage".length), attribute: "Stage", path }
    : { name, path };
}

export function readPlaceholder(name: string, path: Path): Reference {
  const dot = name.indexOf(".");
  if (dot < 0 || name.startsWith("AWS::")) return { name, path };
  return { name: name.slice(0, dot), attribute: name.slice(dot + 1), path };
}
