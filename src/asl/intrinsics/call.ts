// A parsed call of an intrinsic function.
// https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html

import type { Json } from "../../base/json.ts";
import type { FunctionName } from "./functions.ts";

export interface Call {
  readonly kind: "call";
  readonly name: FunctionName;
  readonly arguments: readonly Argument[];
  /** As it is written in the definition. */
  readonly text: string;
}

export type Argument =
  | { readonly kind: "literal"; readonly value: Json }
  /** Text in quotes, with its escapes still in it. */
  | { readonly kind: "string"; readonly raw: string }
  | { readonly kind: "path"; readonly text: string }
  | Call;
