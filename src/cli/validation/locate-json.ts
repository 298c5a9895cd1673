// Where the values of a JSON text stand, and which keys are repeated. For a text that `JSON.parse` takes:
// this judges nothing else, does not recurse, and takes one pass.

import type { Path } from "../../asl/resolve-location.ts";
import type { Place } from "../../aws/cloudformation/read-source.ts";

export interface JsonPlaces {
  readonly placeOf: (path: Path) => Place;
  readonly repeatedKeys: readonly { readonly key: string; readonly place: Place }[];
}

interface Node {
  /** Offset of the key, or of the value where there is none. */
  readonly at: number;
  readonly children: Map<string | number, Node>;
}

interface Container {
  readonly node: Node;
  readonly isObject: boolean;
  /** The key that the next value belongs to. */
  key?: { readonly name: string; readonly at: number } | undefined;
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]|[^\s{}[\]:,"]+/g;

/** `undefined` when more than `depthMax` objects and lists are nested into each other. */
export function locateJson(text: string, depthMax: number): JsonPlaces | undefined {
  const placeAt = createPlaces(text);
  const top: Node = { at: 0, children: new Map() };
  const open: Container[] = [{ node: top, isObject: false }];
  const repeated: { key: string; place: Place }[] = [];

  function addValue(around: Container, at: number): Node {
    const { key, node } = around;
    const step = key === undefined ? node.children.size : key.name;
    if (node.children.has(step))
      repeated.push({ key: String(step), place: placeAt(key?.at ?? at) });
    const child: Node = { at: key?.at ?? at, children: new Map() };
    node.children.set(step, child);
    around.key = undefined;
    return child;
  }

  for (const { 0: token, index: at } of text.matchAll(TOKEN)) {
    const around = open.at(-1);
    if (around === undefined || token === ",") continue;
    if (token === "}" || token === "]") open.pop();
    else if (token === "{" || token === "[") {
      open.push({ node: addValue(around, at), isObject: token === "{" });
      if (open.length - 1 > depthMax) return undefined;
    } else if (around.isObject && around.key === undefined) {
      around.key = { name: JSON.parse(token) as string, at };
    } else addValue(around, at);
  }
  const root = top.children.get(0) ?? top;
  return { placeOf: (path) => placeAt(nearest(root, path)), repeatedKeys: repeated };
}

function nearest(root: Node, path: Path): number {
  let found = root;
  for (const step of path) {
    const child = found.children.get(step);
    if (child === undefined) break;
    found = child;
  }
  return found.at;
}

/** From an offset to line and column. */
function createPlaces(text: string): (offset: number) => Place {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
