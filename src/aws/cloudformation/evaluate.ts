// Evaluates values of a template within its stack: what its names stand for, and whether anything in the
// result had to be made up because the real thing was refused before.

import type { Json } from "../../base/json.ts";
import { type ParameterValues, splitList } from "./check-parameters.ts";
import type { Identity } from "./planned-resource.ts";
import type { Path } from "./read-source.ts";
import type { Reference } from "./references.ts";
import { type NO_VALUE, resolveValue } from "./resolve-value.ts";
import type { Template } from "./template.ts";

export interface Names {
  readonly template: Pick<Template, "parameters" | "resources">;
  /** Holds no entry for a parameter that got no value. */
  readonly parameters: ParameterValues;
  readonly pseudo: ReadonlyMap<string, Json | typeof NO_VALUE>;
  /** Resources that are planned already, by logical id. */
  readonly planned: ReadonlyMap<string, Identity>;
}

export interface Evaluated {
  readonly value: Json;
  /** `false`: something was refused, now or before, and complaining of the value makes no sense. */
  readonly isComplete: boolean;
}

export function evaluate(
  names: Names,
  value: Json,
  path: Path,
  refuse: (message: string, path: Path) => void,
): Evaluated {
  let isComplete = true;
  const refuseHere = (message: string, at: Path) => {
    isComplete = false;
    refuse(message, at);
  };
  const resolved = resolveValue(
    {
      refuse: refuseHere,
      find: (reference) => {
        const found = find(names, reference);
        if (found.kind === "value") return found.value;
        if (found.kind === "dangling") refuseHere(found.message, reference.path);
        isComplete = false;
        return reference.name;
      },
    },
    value,
    path,
  );
  return { value: resolved, isComplete };
}

type Found =
  | { readonly kind: "value"; readonly value: Json | typeof NO_VALUE }
  | { readonly kind: "dangling"; readonly message: string }
  /** It is declared, but was refused for a reason of its own. */
  | { readonly kind: "refused" };

function find(names: Names, { name, attribute }: Reference): Found {
  const pseudo = names.pseudo.get(name);
  if (pseudo !== undefined) return { kind: "value", value: pseudo };
  const parameter = names.template.parameters.find((declared) => declared.name === name);
  if (parameter !== undefined && attribute === undefined) {
    const value = Object.hasOwn(names.parameters, name) ? names.parameters[name] : undefined;
    if (value === undefined) return { kind: "refused" };
    return {
      kind: "value",
      value: parameter.type === "CommaDelimitedList" ? splitList(value) : value,
    };
  }
  const resource = names.planned.get(name);
  if (resource !== undefined) return findIn(resource, name, attribute);
  if (names.template.resources.some(({ logicalId }) => logicalId === name)) {
    return { kind: "refused" };
  }
  return { kind: "dangling", message: `Unresolved reference: ${name}` };
}

function findIn(resource: Identity, name: string, attribute: string | undefined): Found {
  const { attributes } = resource;
  const value =
    attribute === undefined
      ? resource.physicalId
      : Object.hasOwn(attributes, attribute)
        ? attributes[attribute]
        : undefined;
  if (value !== undefined) return { kind: "value", value };
  const what = attribute === undefined ? "Ref" : `Attribute ${attribute}`;
  return { kind: "dangling", message: `${what} of ${name} is not supported` };
}
