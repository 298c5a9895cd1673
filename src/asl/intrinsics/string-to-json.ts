import type { Json } from "../../base/json.ts";
import { depthOf } from "../syntax/depth-of.ts";
import { ArgumentProblem, type Intrinsic, stringAt } from "./intrinsic.ts";

/** The depth that the API takes in inputs too (Jackson's): serialising recurses. */
const DEPTH_MAX = 1000;

/** States.StringToJson(text); AWS: blank text is `null`. */
export const stringToJson: Intrinsic = {
  arity: { min: 1, max: 1 },
  evaluate: (values) => {
    const text = stringAt(values, 0);
    if (text.trim() === "") return null;
    const value = parse(text);
    if (depthOf(value) > DEPTH_MAX) throw new ArgumentProblem("The JSON is nested too deep.");
    return value;
  },
};

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new ArgumentProblem("The text is no valid JSON.");
  }
}
