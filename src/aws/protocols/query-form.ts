// Form fields to the JSON that the service model describes: structures by `.Member`, lists by
// `.member.1`, maps by `.entry.1.key` and `.entry.1.value` (or the names that the model gives them).
// Fields that the model does not know are left alone; blobs stay Base64 text.

import { defined } from "../../base/assert.ts";
import { type Json, setOwn } from "../../base/json.ts";
import { type ServiceModel, type Shape, shapeOf, WrongTypeError } from "./service-model.ts";

/** @throws WrongTypeError for a number or boolean that is none. */
export function decodeForm(
  model: ServiceModel,
  operationName: string,
  form: URLSearchParams,
): Record<string, Json> {
  const input = defined(model.operations[operationName], `operation ${operationName}`).input;
  if (input === undefined) return {};
  const tree = parseTree(form);
  return decodeStructure(model, shapeOf(model, input), tree);
}

/** Field names cut at their dots: `a.b=1` is `{a: {b: "1"}}`. */
interface Tree {
  text?: string;
  readonly branches: Map<string, Tree>;
}

/** Deeper than any input of the models; keeps hostile names from costing anything. */
const DEPTH_MAX = 16;

function parseTree(form: URLSearchParams): Tree {
  const root: Tree = { branches: new Map() };
  for (const [name, value] of form) {
    const path = name.split(".", DEPTH_MAX + 1);
    if (path.length > DEPTH_MAX) continue;
    let node = root;
    for (const part of path) {
      let next = node.branches.get(part);
      if (next === undefined) {
        next = { branches: new Map() };
        node.branches.set(part, next);
      }
      node = next;
    }
    node.text ??= value;
  }
  return root;
}

function decodeStructure(model: ServiceModel, shape: Shape, tree: Tree): Record<string, Json> {
  const value: Record<string, Json> = {};
  for (const [name, reference] of Object.entries(shape.members ?? {})) {
    const branch = tree.branches.get(reference.locationName ?? name);
    if (branch !== undefined) value[name] = decodeValue(model, reference.shape, branch);
  }
  return value;
}

function decodeValue(model: ServiceModel, shapeName: string, tree: Tree): Json {
  const shape = shapeOf(model, shapeName);
  switch (shape.type) {
    case "structure":
      return decodeStructure(model, shape, tree);
    case "list":
      return decodeList(model, shape, tree);
    case "map":
      return decodeMap(model, shape, tree);
    default:
      return decodeScalar(shape.type, tree.text ?? "");
  }
}

function decodeList(model: ServiceModel, shape: Shape, tree: Tree): Json {
  const member = defined(shape.member, "member of a list");
  const items = tree.branches.get(member.locationName ?? "member");
  return numbered(items).map((item) => decodeValue(model, member.shape, item));
}

function decodeMap(model: ServiceModel, shape: Shape, tree: Tree): Json {
  const key = defined(shape.key, "key of a map");
  const value = defined(shape.value, "value of a map");
  const entries: Record<string, Json> = {};
  for (const entry of numbered(tree.branches.get("entry"))) {
    const name = entry.branches.get(key.locationName ?? "key")?.text ?? "";
    const item = entry.branches.get(value.locationName ?? "value") ?? { branches: new Map() };
    setOwn(entries, name, decodeValue(model, value.shape, item));
  }
  return entries;
}

/** The branches `1`, `2`, … in the order of their numbers; gaps do not matter. */
function numbered(tree: Tree | undefined): Tree[] {
  return [...(tree?.branches ?? [])]
    .filter(([name]) => /^\d{1,9}$/.test(name))
    .sort(([left], [right]) => Number(left) - Number(right))
    .map(([, branch]) => branch);
}

function decodeScalar(type: string, text: string): Json {
  switch (type) {
    case "boolean":
      if (text === "true" || text === "false") return text === "true";
      throw new WrongTypeError(`${JSON.stringify(text.slice(0, 64))} is not a boolean`);
    case "integer":
    case "long":
    case "float":
    case "double":
      if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return Number(text);
      throw new WrongTypeError(`${JSON.stringify(text.slice(0, 64))} is not a number`);
    case "timestamp": {
      const instant = Date.parse(text);
      if (Number.isFinite(instant)) return instant / 1000;
      throw new WrongTypeError(`${JSON.stringify(text.slice(0, 64))} is not a timestamp`);
    }
    default:
      return text;
  }
}
