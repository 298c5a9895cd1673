// A mapping template, compiled: only constructs that this server evaluates, nothing of the parser's own
// tree.
// https://velocity.apache.org/engine/1.7/vtl-reference.html

export type TemplateNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "output"; readonly reference: ReferenceNode; readonly isQuiet: boolean }
  | { readonly kind: "set"; readonly name: string; readonly value: ExpressionNode }
  | { readonly kind: "if"; readonly branches: readonly Branch[] }
  | {
      readonly kind: "foreach";
      readonly name: string;
      readonly list: ExpressionNode;
      readonly body: readonly TemplateNode[];
    }
  | { readonly kind: "break" };

export interface Branch {
  /** Absent for `#else`. */
  readonly condition?: ExpressionNode;
  readonly body: readonly TemplateNode[];
}

export type ExpressionNode =
  | ReferenceNode
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  /** A text in double quotes: references in it are evaluated. */
  | { readonly kind: "quoted"; readonly body: readonly TemplateNode[] }
  | { readonly kind: "list"; readonly items: readonly ExpressionNode[] }
  | { readonly kind: "range"; readonly from: ExpressionNode; readonly to: ExpressionNode }
  | { readonly kind: "map"; readonly entries: readonly (readonly [string, ExpressionNode])[] }
  | {
      readonly kind: "operation";
      readonly operator: Operator;
      readonly operands: readonly ExpressionNode[];
    };

export interface ReferenceNode {
  readonly kind: "reference";
  readonly name: string;
  readonly steps: readonly ReferenceStep[];
  /** As written: what a reference to nothing prints. */
  readonly source: string;
}

export type ReferenceStep =
  | { readonly kind: "property"; readonly name: string }
  | { readonly kind: "index"; readonly key: ExpressionNode }
  | { readonly kind: "method"; readonly name: string; readonly args: readonly ExpressionNode[] };

export const OPERATORS = [
  "||",
  "&&",
  "not",
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "+",
  "-",
  "*",
  "/",
  "%",
  "minus",
  "parenthesis",
] as const;

export type Operator = (typeof OPERATORS)[number];
