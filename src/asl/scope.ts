import type { Json, JsonObject } from "../base/json.ts";
import type { Random } from "../base/random.ts";

/** All that an expression can see. */
export interface Scope {
  /** What paths that begin with `$` walk on. */
  readonly input: Json;
  /** The context object: what paths that begin with `$$` walk on. */
  readonly context: JsonObject;
  /** What paths like `$name.field` walk on. */
  readonly variables?: JsonObject;
  /** Where States.UUID and States.MathRandom draw from. */
  readonly random: Random;
}
