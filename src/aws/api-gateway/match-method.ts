// Which method of an API a request means. A literal segment goes before a parameter, a parameter before a
// rest, and a method of its own name before the any-method, as on API Gateway.

import type { PathSegment, RestApi, RestMethod } from "./rest-api.ts";

export interface MatchedMethod {
  readonly method: RestMethod;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

export function matchMethod(
  api: RestApi,
  request: { readonly method: string; readonly path: string },
): MatchedMethod | undefined {
  const texts = request.path.split("/").filter((text) => text !== "");
  const matches = api.methods
    .filter(({ segments }) => fits(segments, texts))
    .toSorted((a, b) => comparePaths(a.segments, b.segments));
  const [best] = matches;
  if (best === undefined) return undefined;
  // AWS: the resource is chosen by the path alone.
  const own = matches.filter(({ resourcePath }) => resourcePath === best.resourcePath);
  const method =
    own.find(({ httpMethod }) => httpMethod === request.method.toUpperCase()) ??
    own.find(({ httpMethod }) => httpMethod === "ANY");
  return method && { method, pathParameters: readParameters(method.segments, texts) };
}

function fits(segments: readonly PathSegment[], texts: readonly string[]): boolean {
  const hasRest = segments.at(-1)?.kind === "rest";
  if (hasRest ? texts.length < segments.length : texts.length !== segments.length) return false;
  return segments.every(
    (segment, index) => segment.kind !== "literal" || segment.text === decode(texts[index] ?? ""),
  );
}

const RANK = { literal: 0, parameter: 1, rest: 2 };

function comparePaths(a: readonly PathSegment[], b: readonly PathSegment[]): number {
  for (const [index, segment] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (segment.kind !== other.kind) return RANK[segment.kind] - RANK[other.kind];
  }
  return a.length - b.length;
}

function readParameters(
  segments: readonly PathSegment[],
  texts: readonly string[],
): Readonly<Record<string, string>> {
  const entries = segments.flatMap((segment, index) => {
    if (segment.kind === "literal") return [];
    const text = segment.kind === "rest" ? texts.slice(index).join("/") : (texts[index] ?? "");
    return [[segment.name, decode(text)] as const];
  });
  return Object.fromEntries(entries);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
