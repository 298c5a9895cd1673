// How a state ends well: what it puts out and which variables it sets, in either language. Both are
// evaluated on what was there before; neither sees the other.

import { applyOutputPath, evaluateTemplate } from "../asl/data-flow.ts";
import type { Assignment } from "../asl/definition.ts";
import { evaluateJsonata } from "../asl/evaluate-jsonata.ts";
import { isJsonObject, type Json, type JsonObject } from "../base/json.ts";
import { bindingsOf, type Finished, type StatesExtras, scopeOf, type Visit } from "./visit.ts";

/** The fields of a state, a Choice rule or a Catch entry that say how it ends. */
export interface EndFields {
  readonly OutputPath?: string | null;
  readonly Output?: Json;
  readonly Assign?: Assignment;
}

const NOTHING: JsonObject = {};

/**
 * @param options.merged what OutputPath applies to
 * @param options.dollar what `$` is in Assign
 */
export function finishByPaths(
  visit: Visit<unknown>,
  fields: EndFields,
  options: { readonly merged: Json; readonly dollar: Json; readonly next: string | undefined },
): Finished {
  const { Assign } = fields;
  const assigned = Assign && evaluateTemplate(Assign, scopeOf(visit, options.dollar));
  return {
    kind: "finished",
    assigned: isJsonObject(assigned) ? assigned : NOTHING,
    output: applyOutputPath(fields.OutputPath, scopeOf(visit, options.merged)),
    next: options.next,
  };
}

/** @param options.otherwise the output where there is no Output */
export async function finishByJsonata(
  visit: Visit<unknown>,
  fields: EndFields,
  options: {
    readonly otherwise: Json;
    readonly next: string | undefined;
    readonly states?: StatesExtras;
  },
): Promise<Finished> {
  const { Assign, Output } = fields;
  const bindings = bindingsOf(visit, options.states);
  const assigned = Assign && (await evaluateJsonata(Assign, bindings, "Assign"));
  return {
    kind: "finished",
    assigned: isJsonObject(assigned) ? assigned : NOTHING,
    output:
      Output === undefined ? options.otherwise : await evaluateJsonata(Output, bindings, "Output"),
    next: options.next,
  };
}
