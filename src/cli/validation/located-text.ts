import type { Path } from "../../asl/resolve-location.ts";
import type { Place } from "../../aws/cloudformation/read-source.ts";
import type { Json } from "../../base/json.ts";
import type { Finding } from "./finding.ts";

/** A text that was read, and where in it everything stands. */
export interface LocatedText {
  /** `undefined` when the text could not be read at all; there are problems then. */
  readonly value: Json | undefined;
  readonly problems: readonly Finding[];
  /** The place of the key, or of the item of a list, that a path leads to; else the nearest around. */
  readonly placeOf: (path: Path) => Place | undefined;
}
