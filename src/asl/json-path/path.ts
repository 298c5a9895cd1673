// A parsed JSONPath in the dialect of Jayway's json-path, which is what AWS runs.
// https://github.com/json-path/JsonPath

import type { Json } from "../../base/json.ts";

export interface Path {
  /** `$`, `$$`, `$name`, and in filters `@`. */
  readonly root: "input" | "context" | "variable" | "current";
  /** Of a path that starts at a variable: its name. */
  readonly variable?: string;
  readonly steps: readonly PathStep[];
  /** A definite path leads to one value or to an error, any other to a list, maybe an empty one. */
  readonly isDefinite: boolean;
}

export type PathStep =
  /** Several names at the end of a path yield one object with those that exist. */
  | { readonly kind: "names"; readonly names: readonly string[] }
  /** Negative ones count from the end. */
  | { readonly kind: "indexes"; readonly indexes: readonly number[] }
  | { readonly kind: "slice"; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: "wildcard" }
  /** The value and all below it, each of which the next step is tried on. */
  | { readonly kind: "descend" }
  | { readonly kind: "filter"; readonly filter: Filter }
  | { readonly kind: "length" }
  /** A function of Jayway's, such as `sum`, that finds nothing on AWS. */
  | { readonly kind: "function"; readonly name: string };

export type Filter =
  | { readonly kind: "or"; readonly filters: readonly Filter[] }
  | { readonly kind: "and"; readonly filters: readonly Filter[] }
  | { readonly kind: "not"; readonly filter: Filter }
  | { readonly kind: "exists"; readonly path: Path }
  | {
      readonly kind: "comparison";
      readonly left: Operand;
      readonly operator: FilterOperator;
      readonly right: Operand;
    };

export type Operand =
  | { readonly kind: "literal"; readonly value: Json }
  | { readonly kind: "path"; readonly path: Path };

export const FILTER_OPERATORS = [
  "===",
  "!==",
  "==",
  "!=",
  "<=",
  ">=",
  "<",
  ">",
  "in",
  "nin",
  "subsetof",
  "anyof",
  "noneof",
  "contains",
  "size",
  "empty",
] as const;

export type FilterOperator = (typeof FILTER_OPERATORS)[number];
